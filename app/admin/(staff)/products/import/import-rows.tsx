'use client';

import { IMAGES_MAX, SKUS_MAX } from '#server/shared/limits.ts';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { formatAmount } from '#server/shared/money.ts';
import { priceCentsMax } from '#server/shared/product-schema.ts';
import { changeText } from '#app/admin/ui/change-text.ts';
export type ImportPreviewData = Extract<
  RouterOutputs['admin']['products']['previewImport'],
  { kind: 'rows' }
>;

type Row = ImportPreviewData['rows'][number];

const tones: Record<Row['effect'], Tone> = {
  new_product: 'good',
  new_sku: 'good',
  changed: 'accent',
  stock_only: 'warn',
  unchanged: 'neutral',
  invalid: 'bad',
};

/** An example of a price, in minor units. */
const EXAMPLE_CENTS = 1250;
const LOCATIONS_SHOWN_MAX = 8;

/** The rows of a file, each with its errors or its changes. */
export function ImportRows(props: {
  preview: ImportPreviewData;
  onlyInvalid: boolean;
  setStock: boolean;
}) {
  const { t } = useI18n();
  const { preview, onlyInvalid, setStock } = props;
  const { rows } = preview;
  return (
    <DataTable
      caption={t('admin.products.previewTitle')}
      columns={useColumns(preview, setStock)}
      rows={onlyInvalid ? rows.filter(({ effect }) => effect === 'invalid') : rows}
      rowKey={({ row }) => String(row)}
      rowTone={({ effect }) => (effect === 'invalid' ? 'bad' : undefined)}
      compact
    />
  );
}

function useColumns(preview: ImportPreviewData, setStock: boolean): Column<Row>[] {
  const { t, format } = useI18n();
  const hasLocations = preview.locations.length > 1;
  return [
    {
      key: 'row',
      header: t('admin.products.row'),
      rowHeader: true,
      className: 'tabular-nums',
      cell: ({ row }) => format.number(row),
    },
    {
      key: 'code',
      header: t('admin.products.code'),
      className: 'break-words',
      cell: ({ code, name, location }) => (
        <>
          {code}
          <span className="line-clamp-2 text-sm text-ink-soft">
            <BaseLanguageText>{name}</BaseLanguageText>
          </span>
          {hasLocations && <span className="block text-sm text-ink-soft">{location}</span>}
        </>
      ),
    },
    {
      key: 'effect',
      header: t('admin.products.effect'),
      cell: (row) => (
        <div className="flex flex-col items-start gap-1.5">
          <Badge tone={tones[row.effect]}>{t(`admin.products.effects.${row.effect}`)}</Badge>
          <Problems row={row} preview={preview} />
          <Changes row={row} currency={preview.currency} />
        </div>
      ),
    },
    {
      key: 'stock',
      header: t('admin.products.stockChange'),
      align: 'end',
      cell: (row) => <OnHand row={row} setStock={setStock} />,
    },
  ];
}

function Changes({ row, currency }: { row: Row; currency: string }) {
  const texts = useI18n();
  if (row.changes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-sm wrap-anywhere">
      {row.changes.map((change) => (
        <li key={change.field}>{changeText(texts, change, currency)}</li>
      ))}
    </ul>
  );
}

function Problems({ row, preview }: { row: Row; preview: ImportPreviewData }) {
  const { t, format } = useI18n();
  if (row.issues.length === 0) return null;
  const limits = {
    example: formatAmount(EXAMPLE_CENTS, preview.currency),
    max: format.money(priceCentsMax(preview.currency), preview.currency),
    images: IMAGES_MAX,
    locations: preview.locations.slice(0, LOCATIONS_SHOWN_MAX).join(', '),
  };
  return (
    <ul className="flex flex-col gap-1 text-sm wrap-anywhere text-bad-ink">
      {row.issues.map(({ column, problem, value, other, number }) => (
        <li key={`${column} ${problem}`}>
          {t(`admin.products.problem.${problem}`, {
            column,
            value,
            other: other ?? '',
            number: number ?? 0,
            variants: SKUS_MAX,
            rule: t(`admin.products.rule.${column}`, limits),
          })}
        </li>
      ))}
    </ul>
  );
}

/** The stock of a new variant is always set. */
function OnHand({ row, setStock }: { row: Row; setStock: boolean }) {
  const { t, format } = useI18n();
  const { onHand, effect } = row;
  if (!onHand) return '–';
  const delta = format.signed(onHand.to - onHand.from);
  const text = t('admin.products.stockFromTo', { ...onHand, delta });
  const isSet = setStock || effect === 'new_product' || effect === 'new_sku';
  if (isSet) return <span className="whitespace-nowrap">{text}</span>;
  return (
    <span className="text-ink-soft">
      <span className="block whitespace-nowrap">{text}</span>
      <span className="block text-sm whitespace-nowrap">{t('admin.products.stockNotSet')}</span>
    </span>
  );
}
