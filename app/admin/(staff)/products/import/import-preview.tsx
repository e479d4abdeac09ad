'use client';

import { useState } from 'react';
import { Checkbox } from '#app/ui/input.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Section } from '#app/admin/ui/page-layout.tsx';
import { StaffConfirmButton } from '#app/admin/ui/staff-buttons.tsx';
import { ImportRows, type ImportPreviewData } from './import-rows.tsx';

/** The changes that an import would make, and a button to import if there are no errors. */
export function ImportPreview(props: {
  preview: ImportPreviewData;
  disabled: boolean;
  onImport: (setStock: boolean) => void;
}) {
  const { t } = useI18n();
  const { rows, effects, stock } = props.preview;
  const invalidRows = effects.invalid;
  const total = Object.values(effects).reduce((sum, count) => sum + count);
  const [onlyInvalid, setOnlyInvalid] = useState(false);
  const [setStock, setSetStock] = useState(false);
  const changing =
    effects.new_product + effects.new_sku + effects.changed + (setStock ? effects.stock_only : 0);
  return (
    <Section title={t('admin.products.previewTitle')}>
      <ImportSummary rows={total} invalidRows={invalidRows} changing={changing + stock.rows} />
      {invalidRows === 0 && stock.rows > 0 && (
        <SetStockOption stock={stock} setStock={setStock} onChange={setSetStock} />
      )}
      <div className="flex flex-wrap items-center gap-4">
        {invalidRows === 0 && changing > 0 && !props.disabled && (
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
      {rows.length < total && (
        <p className="text-sm text-ink-soft">
          {t('admin.products.firstRows', { count: rows.length })}
        </p>
      )}
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
  changing: number;
  setStock: boolean;
  onImport: (setStock: boolean) => void;
}) {
  const { t } = useI18n();
  return (
    <StaffConfirmButton
      action={t('admin.products.importNow')}
      title={t('admin.products.importConfirm')}
      text={t('admin.products.importConfirmText', { count: props.changing })}
      run={() => Promise.resolve(props.onImport(props.setStock))}
    />
  );
}
