'use client';

import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/select.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { staffActions } from '../../ui/staff-action-text.ts';
import { actionsHref, type ActionsQuery } from './actions-query.ts';

/** Whose changes to show, and which; all of it lives in the address. */
export function ActionFilters({ query, staff }: { query: ActionsQuery; staff: string[] }) {
  const { t } = useI18n();
  const { staff: chosen, action } = query;
  // Who can sign in no more may still be asked for.
  const emails = chosen && !staff.includes(chosen) ? [chosen, ...staff] : staff;
  return (
    <FilterForm
      path="/admin/actions"
      narrowed={Boolean(chosen ?? action)}
      clearHref={actionsHref({})}
    >
      <Field id="staff" label={t('admin.actionLog.column.staff')} className="sm:w-72">
        {(control) => (
          <Select {...control} name="staff" defaultValue={chosen ?? ''}>
            <option value="">{t('admin.all')}</option>
            {emails.map((email) => (
              <option key={email}>{email}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="action" label={t('admin.actionLog.column.action')} className="sm:w-64">
        {(control) => (
          <Select {...control} name="action" defaultValue={action ?? ''}>
            <option value="">{t('admin.all')}</option>
            {staffActions.map((key) => (
              <option key={key} value={key}>
                {t(`admin.actionLog.did.${key}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FilterForm>
  );
}
