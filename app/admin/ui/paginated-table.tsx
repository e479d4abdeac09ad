'use client';

import { ArrowRight, ChevronsLeft, type LucideIcon } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Link } from '../../ui/link.tsx';
import { LinkProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { List } from '../../lib/lists/define-list.ts';
import { QueryBoundary, type QueryState } from './query-boundary.tsx';

/** What a list says when it has no rows and no filters. */
interface EmptyText {
  title: string;
  text: string;
  icon?: LucideIcon;
}

/**
 * One page of a list: a table, or why there are no rows, and links to the first and the next page.
 *
 * @param props.query what the address says
 * @param props.result what the server answered
 * @param props.renderAbove stands above the table, unless there are no rows
 */
export function PaginatedTable<
  Query extends { cursor: string | undefined },
  Data extends { nextCursor: string | null },
  Row,
>(props: {
  list: List<Query>;
  query: Query;
  result: QueryState<Data>;
  caption: string;
  getRows: (data: Data) => readonly Row[];
  getColumns: (data: Data) => Column<Row>[];
  rowKey: (row: Row) => string;
  rowTone?: (row: Row) => 'warn' | 'bad' | undefined;
  empty: EmptyText;
  renderAbove?: (data: Data) => React.ReactNode;
}) {
  const { list, query, rowKey, rowTone } = props;
  const hrefAt = (cursor: string | undefined) => list.href({ ...query, cursor });
  return (
    <QueryBoundary query={props.result}>
      {(data, isStale) => {
        const rows = props.getRows(data);
        return (
          <>
            {rows.length === 0 ? (
              <EmptyTable
                clearHref={list.hasFilters(query) ? list.href({}) : null}
                empty={props.empty}
              />
            ) : (
              <>
                {props.renderAbove?.(data)}
                <DataTable
                  caption={props.caption}
                  columns={props.getColumns(data)}
                  rows={rows}
                  rowKey={rowKey}
                  rowTone={rowTone}
                  isStale={isStale}
                />
              </>
            )}
            <CursorPagination
              firstHref={query.cursor ? hrefAt(undefined) : null}
              nextHref={data.nextCursor && hrefAt(data.nextCursor)}
            />
          </>
        );
      }}
    </QueryBoundary>
  );
}

/** Either there are no rows at all, or none that match the filters. */
function EmptyTable(props: { clearHref: string | null; empty: EmptyText }) {
  const { t } = useI18n();
  const { title, text, icon: Icon } = props.empty;
  const icon = Icon && <Icon aria-hidden className="size-8" />;
  if (props.clearHref === null) {
    return (
      <EmptyState title={title} icon={icon}>
        {text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t('admin.noMatches')}
      icon={icon}
      action={
        <Link href={props.clearHref} className={buttonClass()}>
          {t('admin.clear')}
        </Link>
      }
    >
      {t('admin.noMatchesText')}
    </EmptyState>
  );
}

/** Pages have no numbers, since new rows shift them. */
function CursorPagination(props: { firstHref: string | null; nextHref: string | null }) {
  const { t } = useI18n();
  const { firstHref, nextHref } = props;
  if (firstHref === null && nextHref === null) return null;
  return (
    <nav aria-label={t('admin.pages')} className="flex flex-wrap justify-between gap-3">
      {firstHref !== null && (
        <Link href={firstHref} className={buttonClass()}>
          <LinkProgressBar />
          <ChevronsLeft aria-hidden className="size-5" />
          {t('admin.firstPage')}
        </Link>
      )}
      {nextHref !== null && (
        <Link href={nextHref} className={`${buttonClass()} ml-auto`}>
          <LinkProgressBar />
          {t('admin.nextPage')}
          <ArrowRight aria-hidden className="size-5" />
        </Link>
      )}
    </nav>
  );
}
