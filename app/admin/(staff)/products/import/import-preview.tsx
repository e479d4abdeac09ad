'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { Checkbox } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Section } from '#app/admin/ui/page-layout.tsx';
import { StaffConfirmButton } from '#app/admin/ui/staff-buttons.tsx';
import { ImportRows, type ImportPreviewData } from './import-rows.tsx';

/** The changes that an import would make, and a button to import if there are no errors. */
export function ImportPreview(props: {
  preview: ImportPreviewData;
  csv: string;
  onImported: () => void;
}) {
  const { t } = useI18n();
  const { rows, invalidRows, stock } = props.preview;
  const [onlyInvalid, setOnlyInvalid] = useState(false);
  const [setStock, setSetStock] = useState(false);
  const effects = setStock ? ['unchanged', 'invalid'] : ['unchanged', 'invalid', 'stock_only'];
  const changing = rows.filter(({ effect }) => !effects.includes(effect)).length;
  return (
    <Section title={t('admin.products.previewTitle')}>
      <ImportSummary
        rows={rows.length}
        invalidRows={invalidRows}
        changing={changing + stock.rows}
      />
      {invalidRows === 0 && stock.rows > 0 && (
        <SetStockOption stock={stock} setStock={setStock} onChange={setSetStock} />
      )}
      <div className="flex flex-wrap items-center gap-4">
        {invalidRows === 0 && changing > 0 && (
          <ImportButton {...props} changing={changing} setStock={setStock} />
        )}
        {invalidRows > 0 && (
          <Checkbox
            checked={onlyInvalid}
            onChange={(event) => setOnlyInvalid(event.target.checked)}
            label={t('admin.products.onlyInvalidRows')}
          />
        )}
      </div>
      <ImportRows preview={props.preview} onlyInvalid={onlyInvalid} setStock={setStock} />
    </Section>
  );
}

/** Stock in a file may be out of date, so setting it is a separate choice. */
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
      <Checkbox
        checked={props.setStock}
        onChange={(event) => props.onChange(event.target.checked)}
        label={t('admin.products.setStock')}
        className="font-medium"
      />
    </Notice>
  );
}

function ImportSummary({
  rows,
  invalidRows,
  changing,
}: {
  rows: number;
  invalidRows: number;
  changing: number;
}) {
  const { t } = useI18n();
  if (invalidRows > 0) {
    return (
      <Notice tone="bad" role="alert">
        <p>{t('admin.products.invalidRows', { count: invalidRows })}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="good" role="status" title={t('admin.products.validRows', { count: rows })}>
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
