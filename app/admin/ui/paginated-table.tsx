'use client';

import type { LucideIcon } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { QueryBoundary, type QueryState } from './query-boundary.tsx';
import { CursorPagination } from './cursor-pagination.tsx';

/**
 * A page of a list: its rows in a table, or why there are none and what to do next, and the way to the
 * other pages.
 *
 * @param props.columnsFor the columns, given what else the query brought
 * @param props.hrefFor the address of the page after a cursor, and of the first one
 * @param props.clearHref the address without filters, when there are any
 * @param props.renderAbove stands over the table, unless the page is empty
 */
export function PaginatedTable<Data extends { nextCursor: string | null }, Row>(props: {
  query: QueryState<Data>;
  caption: string;
  rowsOf: (data: Data) => readonly Row[];
  columnsFor: (data: Data) => Column<Row>[];
  keyOf: (row: Row) => string;
  toneOf?: (row: Row) => 'warn' | 'bad' | undefined;
  cursor: string | undefined;
  hrefFor: (cursor: string | undefined) => string;
  clearHref?: string | undefined;
  empty: { title: string; text: string; icon?: LucideIcon };
  renderAbove?: (data: Data) => React.ReactNode;
}) {
  const { query, cursor, hrefFor } = props;
  return (
    <QueryBoundary query={query}>
      {(data, busy) => {
        const rows = props.rowsOf(data);
        return (
          <>
            {rows.length === 0 ? (
              <EmptyTable clearHref={props.clearHref} empty={props.empty} />
            ) : (
              <>
                {props.renderAbove?.(data)}
                <DataTable
                  caption={props.caption}
                  columns={props.columnsFor(data)}
                  rows={rows}
                  keyOf={props.keyOf}
                  toneOf={props.toneOf}
                  busy={busy}
                />
              </>
            )}
            <CursorPagination
              first={cursor ? hrefFor(undefined) : null}
              next={data.nextCursor && hrefFor(data.nextCursor)}
            />
          </>
        );
      }}
    </QueryBoundary>
  );
}

/** Nothing is there yet; or something is, but not what the filters ask for. */
function EmptyTable(props: {
  clearHref: string | undefined;
  empty: { title: string; text: string; icon?: LucideIcon };
}) {
  const { t } = useI18n();
  const { title, text, icon: Icon } = props.empty;
  const icon = Icon && <Icon aria-hidden className="size-8" />;
  if (props.clearHref === undefined) {
    return (
      <EmptyState title={title} icon={icon}>
        {text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t('admin.nothingFits')}
      icon={icon}
      action={
        <Link href={props.clearHref} className={buttonClass()}>
          {t('admin.clear')}
        </Link>
      }
    >
      {t('admin.nothingFitsText')}
    </EmptyState>
  );
}
