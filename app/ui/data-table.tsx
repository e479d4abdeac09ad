/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   browsers drop the roles of table elements with another display value */
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Link } from './link.tsx';

export interface Column<Row> {
  key: string;
  header: string;
  /** A note below the header. */
  headerNote?: string;
  cell: (row: Row) => React.ReactNode;
  /** The cell that names its row; exactly one column has it. */
  rowHeader?: boolean;
  /** For numbers. */
  align?: 'end';
  /** Makes the header a sort link, which phones do not show: give the page another way to sort. */
  sort?: { href: string; direction: 'ascending' | 'descending' | null };
  /** Its cells need no label in the card layout. */
  headerHidden?: boolean;
  className?: string;
}

/**
 * A table that becomes a list of labelled cards in a narrow container.
 *
 * @param props.caption its accessible name
 * @param props.rowTone highlights a row
 */
export function DataTable<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowTone?: (row: Row) => 'warn' | 'bad' | undefined;
  /** Rows of an earlier query, while the next one loads. */
  isStale?: boolean;
  /** Stays a table in narrower containers, for few columns. */
  compact?: boolean;
}) {
  const { columns, rows } = props;
  const shape = props.compact ? compactShape : wideShape;
  return (
    <div
      className={clsx(
        '@container overflow-x-auto rounded-card border border-line bg-surface transition-opacity',
        props.isStale && 'opacity-60',
      )}
      aria-busy={props.isStale || undefined}
    >
      <table role="table" className={clsx('block w-full border-collapse text-left', shape.table)}>
        <caption className="sr-only">{props.caption}</caption>
        <thead role="rowgroup" className={clsx('sr-only', shape.head)}>
          <tr role="row" className={shape.headRow}>
            {columns.map((column) => (
              <Header key={column.key} column={column} shape={shape} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={clsx('block', shape.body)}>
          {rows.map((row) => (
            <Row
              key={props.rowKey(row)}
              row={row}
              columns={columns}
              tone={props.rowTone?.(row)}
              shape={shape}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Header<Row>({ column, shape }: { column: Column<Row>; shape: Shape }) {
  const { sort, align, header } = column;
  const Arrow = sort?.direction === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      role="columnheader"
      aria-sort={sort?.direction ?? undefined}
      className={clsx(
        'border-b border-line px-3 py-2.5 align-bottom text-sm font-medium whitespace-nowrap text-ink-soft',
        align === 'end' && 'text-right',
        column.className,
      )}
    >
      {sort ? (
        <>
          {/* In the card layout the headers are hidden, so the link must not be focusable. */}
          <span className={shape.label}>{header}</span>
          <Link
            href={sort.href}
            scroll={false}
            className={clsx('hidden items-center gap-1 rounded-sm hover:text-ink', shape.sortLink)}
          >
            {header}
            <Arrow
              aria-hidden
              className={clsx('size-4', sort.direction === null && 'opacity-30')}
            />
          </Link>
        </>
      ) : (
        header
      )}
      {column.headerNote && <HeaderNote text={column.headerNote} />}
    </th>
  );
}

function HeaderNote({ text }: { text: string }) {
  return <span className="block text-xs font-normal">{text}</span>;
}

/** Classes that apply from the container width at which it is a table. */
type Shape = typeof wideShape;

const wideShape = {
  table: '@4xl:table',
  head: '@4xl:not-sr-only @4xl:table-header-group',
  headRow: '@4xl:table-row',
  body: '@4xl:table-row-group',
  row: '@4xl:table-row @4xl:p-0 @4xl:before:hidden @4xl:hover:bg-sunken/60',
  cell: '@4xl:table-cell @4xl:border-b @4xl:border-line @4xl:px-3 @4xl:py-3 @4xl:[tr:last-child>&]:border-b-0',
  endCell: '@4xl:text-right',
  label: '@4xl:hidden',
  sortLink: '@4xl:inline-flex',
};

const compactShape: Shape = {
  table: '@xl:table',
  head: '@xl:not-sr-only @xl:table-header-group',
  headRow: '@xl:table-row',
  body: '@xl:table-row-group',
  row: '@xl:table-row @xl:p-0 @xl:before:hidden @xl:hover:bg-sunken/60',
  cell: '@xl:table-cell @xl:border-b @xl:border-line @xl:px-3 @xl:py-3 @xl:[tr:last-child>&]:border-b-0',
  endCell: '@xl:text-right',
  label: '@xl:hidden',
  sortLink: '@xl:inline-flex',
};

const tones = {
  warn: 'bg-warn-soft/50',
  bad: 'bg-bad-soft/50',
};

function Row<Row>(props: {
  row: Row;
  columns: Column<Row>[];
  tone: keyof typeof tones | undefined;
  shape: Shape;
}) {
  return (
    <tr
      role="row"
      className={clsx(
        'flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0',
        // Ends the first line, which has the row's name and its buttons.
        "before:order-2 before:basis-full before:content-['']",
        props.shape.row,
        props.tone && tones[props.tone],
      )}
    >
      {props.columns.map((column) => (
        <Cell key={column.key} row={props.row} column={column} shape={props.shape} />
      ))}
    </tr>
  );
}

function Cell<Row>(props: { row: Row; column: Column<Row>; shape: Shape }) {
  const { row, column, shape } = props;
  const Tag = column.rowHeader ? 'th' : 'td';
  const labelled = !column.rowHeader && !column.headerHidden;
  return (
    <Tag
      role={column.rowHeader ? 'rowheader' : 'cell'}
      scope={column.rowHeader ? 'row' : undefined}
      className={clsx(
        'max-w-full min-w-0 align-top font-normal',
        shape.cell,
        column.rowHeader && 'order-1 flex-[1_1_12rem]',
        column.headerHidden && 'order-1 empty:hidden',
        labelled && 'order-3 flex flex-wrap items-baseline gap-x-2',
        column.align === 'end' && clsx('tabular-nums', shape.endCell),
        column.className,
      )}
    >
      {labelled && (
        // Screen readers announce the column header already.
        <span aria-hidden className={clsx('text-sm text-ink-soft', shape.label)}>
          {column.header}
          {column.headerNote && <HeaderNote text={column.headerNote} />}
        </span>
      )}
      <div className="min-w-0">{column.cell(row)}</div>
    </Tag>
  );
}
