'use client';

import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/select.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { endedPeriods, hasFilters, ordersHref, orderStatuses } from './orders-query.ts';
import type { OrdersQuery } from './orders-query.ts';

/** Which orders to show; all of it lives in the address. */
export function OrderFilters({ query }: { query: OrdersQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm path="/admin/orders" narrowed={hasFilters(query)} clearHref={ordersHref({})}>
      <SearchField
        label={t('admin.orders.search')}
        hint={t('admin.orders.searchHint')}
        value={query.search}
        maxLength={254}
        className="col-span-2 sm:w-96"
      />
      <Field id="status" label={t('admin.orders.statusFilter')} className="sm:w-56">
        {(control) => (
          <Select {...control} name="status" defaultValue={query.status ?? ''}>
            <option value="">{t('admin.all')}</option>
            {orderStatuses.map((status) => (
              <option key={status} value={status}>
                {t(`admin.orders.status.${status}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="ended" label={t('admin.orders.endedFilter')} className="sm:w-48">
        {(control) => (
          <Select {...control} name="ended" defaultValue={query.ended ?? ''}>
            <option value="">{t('admin.orders.endedAny')}</option>
            {endedPeriods.map((span) => (
              <option key={span} value={span}>
                {t(`admin.span.${span}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FilterForm>
  );
}
