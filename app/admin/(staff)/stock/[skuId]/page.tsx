import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { parseUuid } from '#app/lib/lists/define-list.ts';
import { stockHistoryList } from '#app/admin/ui/lists.ts';
import { getCurrentStaff, requireStaff } from '#app/admin/session/current-staff.ts';
import { SkuStock } from './sku-stock.tsx';

const findStock = cache(async (id: string) => {
  const skuId = parseUuid(id);
  if (!skuId) return null;
  const { trpc } = await getServerTrpc();
  const stock = await trpc.admin.stock.list({ skuId });
  return stock.rows[0] ? { skuId, stock, first: stock.rows[0] } : null;
});

export async function generateMetadata(
  props: PageProps<'/admin/stock/[skuId]'>,
): Promise<Metadata> {
  const [{ skuId }, staff, { t }] = await Promise.all([props.params, getCurrentStaff(), getI18n()]);
  const found = staff && (await findStock(skuId));
  return { title: found ? `${found.first.code} · ${t('admin.stock.title')}` : undefined };
}

export default async function SkuStockPage(props: PageProps<'/admin/stock/[skuId]'>) {
  const [params, searchParams] = await Promise.all([props.params, props.searchParams]);
  const list = stockHistoryList(encodeURIComponent(params.skuId));
  await requireStaff(list, searchParams);
  const found = await findStock(params.skuId);
  if (!found) notFound();
  const { trpc, HydrateClient } = await getServerTrpc();
  const { cursor } = list.parse(searchParams);
  await trpc.admin.stock.history.prefetch({ skuId: found.skuId, cursor });
  return (
    <HydrateClient>
      <SkuStock skuId={found.skuId} initial={found.stock} cursor={cursor} />
    </HydrateClient>
  );
}
