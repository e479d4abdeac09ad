'use client';

import Image from 'next/image';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { BaseLanguageText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { locksHref } from '../../locks/locks-query.ts';
import { TextLink } from '#app/admin/ui/text-link.tsx';
import type { OrderDetailsData } from './order-details.tsx';

type Line = OrderDetailsData['order']['lines'][number];

/** What was ordered, at the prices of then. */
export function OrderLines({ order }: { order: OrderDetailsData['order'] }) {
  const { t, format } = useI18n();
  const columns = useColumns(order.currency);
  return (
    <>
      <DataTable
        caption={t('admin.orders.lines')}
        columns={columns}
        rows={order.lines}
        keyOf={({ skuId }) => skuId}
        compact
      />
      <p className="flex justify-end gap-3 px-3 text-lg font-semibold">
        <span>{t('admin.orders.line.total')}</span>
        <span className="tabular-nums">{format.money(order.totalCents, order.currency)}</span>
      </p>
    </>
  );
}

function useColumns(currency: string): Column<Line>[] {
  const { t, format } = useI18n();
  const money = (cents: number) => format.money(cents, currency);
  return [
    {
      key: 'item',
      header: t('admin.orders.line.item'),
      rowHeader: true,
      cell: (line) => (
        <div className="flex items-center gap-3">
          {line.image && (
            <Image
              src={line.image}
              alt=""
              width={48}
              height={48}
              unoptimized
              className="size-12 shrink-0 rounded-md bg-sunken object-cover"
            />
          )}
          <div className="min-w-0">
            <BaseLanguageText>{line.name}</BaseLanguageText>
            <TextLink href={locksHref({ skuId: line.skuId })} className="block text-sm">
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
