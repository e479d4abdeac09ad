'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { Notice } from '#app/ui/notice.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Section } from '#app/admin/ui/section.tsx';
import { StaffConfirmButton } from '#app/admin/ui/staff-buttons.tsx';
import { ImportRows } from './import-rows.tsx';

export type ImportPreviewData = Extract<
  RouterOutputs['admin']['products']['previewImport'],
  { kind: 'rows' }
>;

/** What importing a file would do, row by row, and the button that does it when no row is wrong. */
export function ImportPreview(props: {
  preview: ImportPreviewData;
  csv: string;
  onImported: () => void;
}) {
  const { t } = useI18n();
  const { rows, wrong, stock } = props.preview;
  const [onlyWrong, setOnlyWrong] = useState(false);
  const [setStock, setSetStock] = useState(false);
  const effects = setStock ? ['same', 'wrong'] : ['same', 'wrong', 'counted'];
  const changing = rows.filter(({ effect }) => !effects.includes(effect)).length;
  return (
    <Section title={t('admin.products.previewTitle')}>
      <ImportSummary rows={rows.length} wrong={wrong} changing={changing + stock.rows} />
      {wrong === 0 && stock.rows > 0 && (
        <SetStockOption stock={stock} setStock={setStock} onChange={setSetStock} />
      )}
      <div className="flex flex-wrap items-center gap-4">
        {wrong === 0 && changing > 0 && (
          <ImportButton {...props} changing={changing} setStock={setStock} />
        )}
        {wrong > 0 && (
          <label className="flex min-h-9 items-center gap-2.5">
            <input
              type="checkbox"
              checked={onlyWrong}
              onChange={(event) => setOnlyWrong(event.target.checked)}
              className="size-5 accent-accent"
            />
            {t('admin.products.onlyWrong')}
          </label>
        )}
      </div>
      <ImportRows preview={props.preview} onlyWrong={onlyWrong} setStock={setStock} />
    </Section>
  );
}

/** A file says what was on hand when it was written, so setting that is a choice of its own. */
function SetStockOption(props: {
  stock: ImportPreviewData['stock'];
  setStock: boolean;
  onChange: (setStock: boolean) => void;
}) {
  const { t, format } = useI18n();
  const { rows, unitsUp, unitsDown } = props.stock;
  return (
    <Notice tone="warn" title={t('admin.products.stockChanges', { count: rows })}>
      <p>
        {t('admin.products.stockUnits', {
          up: format.number(unitsUp),
          down: format.number(unitsDown),
        })}
      </p>
      <label className="flex min-h-9 items-center gap-2.5 font-medium">
        <input
          type="checkbox"
          checked={props.setStock}
          onChange={(event) => props.onChange(event.target.checked)}
          className="size-5 shrink-0 accent-accent"
        />
        {t('admin.products.setStock')}
      </label>
    </Notice>
  );
}

function ImportSummary({
  rows,
  wrong,
  changing,
}: {
  rows: number;
  wrong: number;
  changing: number;
}) {
  const { t } = useI18n();
  if (wrong > 0) {
    return (
      <Notice tone="bad" role="alert">
        <p>{t('admin.products.wrongRows', { count: wrong })}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="good" role="status" title={t('admin.products.allGood', { count: rows })}>
      {changing === 0 && <p>{t('admin.products.nothingToImport')}</p>}
    </Notice>
  );
}

function ImportButton(props: {
  csv: string;
  changing: number;
  setStock: boolean;
  onImported: () => void;
}) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.products.import.useMutation();

  async function importAll() {
    const { products } = await mutateAsync({ csv: props.csv, setStock: props.setStock });
    toast.success(t('admin.products.imported', { count: products }));
    props.onImported();
  }

  return (
    <StaffConfirmButton
      action={t('admin.products.importNow')}
      title={t('admin.products.importConfirm')}
      text={t('admin.products.importConfirmText', { count: props.changing })}
      run={importAll}
    />
  );
}
