'use client';

import { useState } from 'react';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { StaffButton } from '../../parts/staff-action.tsx';
import { useStaff } from '../../staff/staff-context.tsx';
import { AdjustStockForm } from './adjust-stock-form.tsx';
import type { StockRow } from './stock-columns.tsx';

/** Changes what is on hand, with a reason. */
export function AdjustStock({ row }: { row: StockRow }) {
  const { t, format } = useTexts();
  const { role } = useStaff();
  const [open, setOpen] = useState(false);
  const button = (
    <StaffButton size="sm">
      {t('admin.stock.adjust.action')}
      <span className="sr-only"> {row.code}</span>
    </StaffButton>
  );
  if (role !== 'admin') return button;
  return (
    <Dialog
      title={t('admin.stock.adjust.title', { code: row.code, location: row.locationName })}
      description={t('admin.stock.adjust.text', {
        onHand: format.number(row.onHand),
        locked: format.number(row.locked),
      })}
      trigger={button}
      open={open}
      onOpenChange={setOpen}
    >
      <AdjustStockForm row={row} onDone={() => setOpen(false)} />
    </Dialog>
  );
}
