'use client';

import { DataTable } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { BackLink } from '#app/admin/ui/back-link.tsx';
import { QueryBoundary } from '#app/admin/ui/query-boundary.tsx';
import { PageHeader, Section } from '#app/admin/ui/page-layout.tsx';
import { SkuName } from '#app/admin/ui/sku-name.tsx';
import { useLiveQueryOptions } from '#app/admin/ui/live-updates.tsx';
import { useStockColumns } from '../stock-columns.tsx';
import { StockHistory } from './stock-history.tsx';

type StockList = RouterOutputs['admin']['stock']['list'];

/** The stock of one SKU, and its history. */
export function SkuStock(props: { skuId: string; initial: StockList; cursor: string | undefined }) {
  const { t } = useI18n();
  const { skuId, initial } = props;
  const live = useLiveQueryOptions();
  const stock = trpc.admin.stock.list.useQuery({ skuId }, { ...live, initialData: initial });
  const columns = useStockColumns();
  const first = initial.rows[0];
  if (!first) return null;
  return (
    <>
      <BackLink href="/admin/stock">{t('admin.stock.back')}</BackLink>
      <PageHeader
        title={first.code}
        intro={<SkuName productName={first.productName} options={first.options} />}
      />
      <QueryBoundary query={stock}>
        {(data) => (
          <DataTable
            caption={t('admin.stock.title')}
            columns={columns}
            rows={data.rows}
            rowKey={({ locationId }) => locationId}
          />
        )}
      </QueryBoundary>
      <Section title={t('admin.stock.history')}>
        <StockHistory skuId={skuId} code={first.code} cursor={props.cursor} />
      </Section>
    </>
  );
}
