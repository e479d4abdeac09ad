'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { Badge, type Tone } from '#app/components/ui/badge.tsx';
import { DataTable, type Column } from '#app/components/ui/data-table.tsx';
import { Notice } from '#app/components/ui/notice.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { Section } from '../../../parts/section.tsx';
import { StaffAction } from '../../../parts/staff-action.tsx';

type Preview = Extract<RouterOutputs['admin']['products']['previewImport'], { kind: 'rows' }>;
type Row = Preview['rows'][number];

const tones: Record<Row['effect'], Tone> = {
  new_product: 'good',
  new_sku: 'good',
  changed: 'accent',
  counted: 'warn',
  same: 'neutral',
  wrong: 'bad',
};

/** What importing a file would do, row by row, and the button that does it when no row is wrong. */
export function ImportPreview(props: { preview: Preview; csv: string; onImported: () => void }) {
  const { t } = useTexts();
  const { rows, wrong, stock } = props.preview;
  const [onlyWrong, setOnlyWrong] = useState(false);
  const [setStock, setSetStock] = useState(false);
  const effects = setStock ? ['same', 'wrong'] : ['same', 'wrong', 'counted'];
  const changing = rows.filter(({ effect }) => !effects.includes(effect)).length;
  const columns = useColumns();
  return (
    <Section title={t('admin.products.previewTitle')}>
      <Verdict rows={rows.length} wrong={wrong} changing={changing + stock.rows} />
      {wrong === 0 && stock.rows > 0 && (
        <StockChoice stock={stock} setStock={setStock} onChange={setSetStock} />
      )}
      <div className="flex flex-wrap items-center gap-4">
        {wrong === 0 && changing > 0 && (
          <ImportNow {...props} changing={changing} setStock={setStock} />
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
      <DataTable
        caption={t('admin.products.previewTitle')}
        columns={columns}
        rows={onlyWrong ? rows.filter(({ effect }) => effect === 'wrong') : rows}
        keyOf={({ row }) => String(row)}
        toneOf={({ effect }) => (effect === 'wrong' ? 'bad' : undefined)}
        compact
      />
    </Section>
  );
}

/** A file says what was on hand when it was written, so setting that is a choice of its own. */
function StockChoice(props: {
  stock: Preview['stock'];
  setStock: boolean;
  onChange: (setStock: boolean) => void;
}) {
  const { t, format } = useTexts();
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

function Verdict({ rows, wrong, changing }: { rows: number; wrong: number; changing: number }) {
  const { t } = useTexts();
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

function ImportNow(props: {
  csv: string;
  changing: number;
  setStock: boolean;
  onImported: () => void;
}) {
  const { t } = useTexts();
  const { mutateAsync } = trpc.admin.products.import.useMutation();

  async function importAll() {
    const { products } = await mutateAsync({ csv: props.csv, setStock: props.setStock });
    toast.success(t('admin.products.imported', { count: products }));
    props.onImported();
  }

  return (
    <StaffAction
      action={t('admin.products.importNow')}
      title={t('admin.products.importConfirm')}
      text={t('admin.products.importConfirmText', { count: props.changing })}
      run={importAll}
    />
  );
}

function useColumns(): Column<Row>[] {
  const { t, format } = useTexts();
  const signed = new Intl.NumberFormat(format.locale, { signDisplay: 'exceptZero' });
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
      cell: ({ code, name }) => (
        <>
          {code}
          <span className="block text-sm text-ink-soft">{name}</span>
        </>
      ),
    },
    {
      key: 'effect',
      header: t('admin.products.effect'),
      cell: ({ effect }) => (
        <Badge tone={tones[effect]}>{t(`admin.products.effects.${effect}`)}</Badge>
      ),
    },
    {
      key: 'stock',
      header: t('admin.products.stockChange'),
      align: 'end',
      cell: ({ delta }) => (delta === 0 ? '–' : signed.format(delta)),
    },
    {
      key: 'problems',
      header: t('admin.products.problems'),
      cell: ({ issues }) => (issues.length === 0 ? '–' : <Problems issues={issues} />),
    },
  ];
}

function Problems({ issues }: { issues: Row['issues'] }) {
  const { t } = useTexts();
  return (
    <ul className="flex flex-col gap-1 text-bad-ink">
      {issues.map(({ column, problem, number }) => (
        <li key={`${column} ${problem}`}>
          {t(`admin.products.problem.${problem}`, { column, number: number ?? 0 })}
        </li>
      ))}
    </ul>
  );
}
