'use client';

import Image from 'next/image';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { BaseText } from '#app/ui/base-text.tsx';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { locksHref } from '../../locks/locks-query.ts';
import { TextLink } from '#app/admin/ui/text-link.tsx';
import type { Details } from './order-details.tsx';

type Line = Details['order']['lines'][number];

/** What was ordered, at the prices of then. */
export function OrderLines({ order }: { order: Details['order'] }) {
  const { t, format } = useTexts();
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
  const { t, format } = useTexts();
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
            <BaseText>{line.name}</BaseText>
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
