'use client';

import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffFormDialog } from '../../ui/staff-form-dialog.tsx';
import { AdjustStockForm } from './adjust-stock-form.tsx';
import type { StockRow } from './stock-columns.tsx';

/** Changes what is on hand, with a reason. */
export function AdjustStock({ row }: { row: StockRow }) {
  const { t, format } = useI18n();
  return (
    <StaffFormDialog
      size="sm"
      button={
        <>
          {t('admin.stock.adjust.action')}
          <span className="sr-only"> {row.code}</span>
        </>
      }
      title={t('admin.stock.adjust.title', { code: row.code, location: row.locationName })}
      description={t('admin.stock.adjust.text', {
        onHand: format.number(row.onHand),
        locked: format.number(row.locked),
      })}
      renderForm={(close) => <AdjustStockForm row={row} onDone={close} />}
    />
  );
}
