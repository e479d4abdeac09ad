'use client';

import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { OrderLineName } from '#app/ui/product-text.tsx';
import { ProductPicture } from '#app/ui/product-picture.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { lockList } from '#app/admin/ui/lists.ts';
import { TextLink } from '#app/admin/ui/text-link.tsx';
import type { OrderData } from './order-data.ts';

type Line = OrderData['order']['lines'][number];

/** The items of an order, at the prices it was placed with. */
export function OrderLines({ order }: { order: OrderData['order'] }) {
  const { t, format } = useI18n();
  const columns = useColumns(order);
  return (
    <>
      <DataTable
        caption={t('admin.orders.lines')}
        columns={columns}
        rows={order.lines}
        rowKey={({ skuId }) => skuId}
        compact
      />
      <p className="flex justify-end gap-3 px-3 text-lg font-semibold">
        <span>{t('admin.orders.line.total')}</span>
        <span className="tabular-nums">{format.money(order.totalCents, order.currency)}</span>
      </p>
    </>
  );
}

function useColumns(order: OrderData['order']): Column<Line>[] {
  const { t, format } = useI18n();
  const money = (cents: number) => format.money(cents, order.currency);
  return [
    {
      key: 'item',
      header: t('admin.orders.line.item'),
      rowHeader: true,
      cell: (line) => (
        <div className="flex items-center gap-3">
          <ProductPicture src={line.image} size={48} className="size-12 shrink-0 rounded-md" />
          <div className="min-w-0">
            <OrderLineName line={line} language={order.language} forStaff />
            <TextLink href={lockList.href({ skuId: line.skuId })} className="block text-sm">
              {line.code}
            </TextLink>
          </div>
        </div>
      ),
    },
    {
      key: 'price',
      header: t('admin.orders.line.price'),
      align: 'end',
      cell: (line) => money(line.unitPriceCents),
    },
    {
      key: 'quantity',
      header: t('admin.orders.line.quantity'),
      align: 'end',
      cell: (line) => format.number(line.quantity),
    },
    {
      key: 'sum',
      header: t('admin.orders.line.sum'),
      align: 'end',
      cell: (line) => money(line.unitPriceCents * line.quantity),
    },
  ];
}
