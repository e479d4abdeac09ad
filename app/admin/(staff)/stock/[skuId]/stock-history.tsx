'use client';

import { actorText } from '#app/admin/ui/actor-text.ts';
import { History as HistoryIcon } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { stockHistoryList } from '#app/admin/ui/lists.ts';
import { PaginatedTable } from '#app/admin/ui/paginated-table.tsx';
import { OrderLink } from '#app/admin/ui/text-link.tsx';
import { Timestamp } from '#app/admin/ui/timestamp.tsx';
import { useLiveQueryOptions } from '#app/admin/ui/live-updates.tsx';

type History = RouterOutputs['admin']['stock']['history'];

/** Changes of the units on hand of a SKU, newest first. */
export function StockHistory(props: { skuId: string; code: string; cursor: string | undefined }) {
  const { t } = useI18n();
  const { skuId, code, cursor } = props;
  const history = trpc.admin.stock.history.useQuery({ skuId, cursor }, useLiveQueryOptions());
  return (
    <PaginatedTable
      list={stockHistoryList(skuId)}
      query={{ cursor }}
      result={history}
      caption={t('admin.stock.historyOf', { code })}
      getRows={(data) => data.entries}
      getColumns={useColumns()}
      rowKey={({ id, locationName }) => id + locationName}
      empty={{
        title: t('admin.stock.noHistory'),
        text: t('admin.stock.noHistoryText'),
        icon: HistoryIcon,
      }}
    />
  );
}

function useColumns(): (data: History) => Column<History['entries'][number]>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
    {
      key: 'at',
      header: t('admin.stock.entry.at'),
      rowHeader: true,
      cell: ({ at }) => <Timestamp at={at} now={now} />,
    },
    {
      key: 'delta',
      header: t('admin.stock.entry.delta'),
      align: 'end',
      cell: ({ delta }) => (
        <strong className={delta > 0 ? 'text-good-ink' : undefined}>{format.signed(delta)}</strong>
      ),
    },
    {
      key: 'reason',
      header: t('admin.stock.entry.reason'),
      cell: ({ reason, order }) => (
        <>
          {t(`admin.stock.reason.${reason}`)}
          {order && (
            <OrderLink
              orderId={order.orderId}
              number={order.number}
              className="block w-fit text-sm"
            />
          )}
        </>
      ),
    },
    {
      key: 'location',
      header: t('admin.stock.column.location'),
      cell: ({ locationName }) => locationName,
    },
    {
      key: 'by',
      header: t('admin.stock.entry.by'),
      cell: ({ by }) => actorText(t, by),
    },
    {
      key: 'note',
      header: t('admin.stock.entry.note'),
      cell: ({ note }) => note || '–',
    },
  ];
}
