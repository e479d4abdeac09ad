'use client';

import { History } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '#app/admin/ui/paginated-table.tsx';
import { OrderLink } from '#app/admin/ui/order-link.tsx';
import { Timestamp } from '#app/admin/ui/timestamp.tsx';
import { useLiveQueryOptions } from '#app/admin/frame/live-updates.tsx';

type Entry = RouterOutputs['admin']['stock']['history']['entries'][number];

/** All that changed what is on hand of a SKU, the newest first. */
export function StockHistory(props: { skuId: string; code: string; cursor: string | undefined }) {
  const { t } = useI18n();
  const { skuId, code, cursor } = props;
  const path = `/admin/stock/${skuId}`;
  const history = trpc.admin.stock.history.useQuery({ skuId, cursor }, useLiveQueryOptions());
  const columnsFor = useColumns();
  return (
    <PaginatedTable
      query={history}
      caption={t('admin.stock.historyOf', { code })}
      rowsOf={(data) => data.entries}
      columnsFor={({ now }) => columnsFor(now)}
      keyOf={({ id, locationName }) => id + locationName}
      cursor={cursor}
      hrefFor={(at) => (at ? `${path}?${new URLSearchParams({ cursor: at })}` : path)}
      empty={{
        title: t('admin.stock.noHistory'),
        text: t('admin.stock.noHistoryText'),
        icon: History,
      }}
    />
  );
}

function useColumns(): (now: string) => Column<Entry>[] {
  const { t, format } = useI18n();
  const signed = new Intl.NumberFormat(format.locale, { signDisplay: 'exceptZero' });
  return (now) => [
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
        <strong className={delta > 0 ? 'text-good-ink' : undefined}>{signed.format(delta)}</strong>
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
      cell: ({ by }) => by,
    },
    {
      key: 'note',
      header: t('admin.stock.entry.note'),
      cell: ({ note }) => note || '–',
    },
  ];
}
