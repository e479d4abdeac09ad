'use client';

import { Badge } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { SkuName } from '../../ui/sku-name.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { lockList } from '../../ui/lists.ts';
import { AdjustStock, type StockRow } from './adjust-stock.tsx';

export function useStockColumns(): Column<StockRow>[] {
  const { t, format } = useI18n();
  return [
    {
      key: 'sku',
      header: t('admin.stock.column.sku'),
      rowHeader: true,
      cell: ({ code, skuId, productName, options, locationName }) => (
        <>
          <TextLink href={`/admin/stock/${skuId}`}>{code}</TextLink>
          {/* Instead of the next two columns. */}
          <span className="block text-sm @4xl:hidden">
            <SkuName productName={productName} options={options} />
            <span className="text-ink-soft"> · {locationName}</span>
          </span>
        </>
      ),
    },
    {
      key: 'product',
      header: t('admin.stock.column.product'),
      className: '@max-4xl:hidden',
      cell: (row) => <SkuName productName={row.productName} options={row.options} />,
    },
    {
      key: 'location',
      header: t('admin.stock.column.location'),
      className: '@max-4xl:hidden',
      cell: ({ locationName }) => locationName,
    },
    {
      key: 'onHand',
      header: t('admin.stock.column.onHand'),
      align: 'end',
      cell: ({ onHand }) => format.number(onHand),
    },
    {
      key: 'locked',
      header: t('admin.stock.column.locked'),
      align: 'end',
      cell: ({ locked, skuId }) =>
        locked > 0 ? (
          <TextLink href={lockList.href({ skuId })}>{format.number(locked)}</TextLink>
        ) : (
          format.number(0)
        ),
    },
    {
      key: 'available',
      header: t('admin.stock.column.available'),
      align: 'end',
      cell: ({ available, locked }) =>
        available > 0 ? (
          <strong>{format.number(available)}</strong>
        ) : (
          <Badge tone="warn">
            {t(locked > 0 ? 'admin.stock.allLocked' : 'admin.stock.soldOut')}
          </Badge>
        ),
    },
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: (row) => <AdjustStock row={row} />,
    },
  ];
}
