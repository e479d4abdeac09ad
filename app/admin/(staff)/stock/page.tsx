import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { stockList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { StockTable } from './stock-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.stock.title') };
}

export default async function StockPage(props: PageProps<'/admin/stock'>) {
  const searchParams = await props.searchParams;
  await requireStaff(stockList, searchParams);
  const query = stockList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.stock.list.prefetch(query);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.stock.title')} intro={t('admin.stock.intro')} />
      <StockTable query={query} />
    </HydrateClient>
  );
}
