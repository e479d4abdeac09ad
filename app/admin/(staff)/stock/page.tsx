import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { parseStockQuery } from './stock-query.ts';
import { StockFilters } from './stock-filters.tsx';
import { StockTable } from './stock-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.stock.title') };
}

export default async function StockPage(props: PageProps<'/admin/stock'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/stock', searchParams);
  const query = parseStockQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  await trpc.admin.stock.list.prefetch(query);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.stock.title')} intro={t('admin.stock.intro')} />
      <StockFilters query={query} />
      <StockTable query={query} />
    </HydrateClient>
  );
}
