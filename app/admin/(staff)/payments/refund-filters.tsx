'use client';

import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/select.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { paymentsHref, refundOutcomes, refundPeriods } from './payments-query.ts';
import type { PaymentsQuery } from './payments-query.ts';

/** Which refunds to show; all of it lives in the address. */
export function RefundFilters({ query }: { query: PaymentsQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm
      path="/admin/payments"
      narrowed={Boolean(query.since ?? query.outcome)}
      clearHref={paymentsHref({ view: 'refunds' })}
    >
      <input type="hidden" name="view" value="refunds" />
      <Field id="since" label={t('admin.payments.refundSince')} className="sm:w-48">
        {(control) => (
          <Select {...control} name="since" defaultValue={query.since ?? ''}>
            <option value="">{t('admin.payments.refundAnyTime')}</option>
            {refundPeriods.map((span) => (
              <option key={span} value={span}>
                {t(`admin.span.${span}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="outcome" label={t('admin.payments.refundOutcome')} className="sm:w-64">
        {(control) => (
          <Select {...control} name="outcome" defaultValue={query.outcome ?? ''}>
            <option value="">{t('admin.all')}</option>
            {refundOutcomes.map((outcome) => (
              <option key={outcome} value={outcome}>
                {t(`admin.payments.refundOutcomes.${outcome}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FilterForm>
  );
}
