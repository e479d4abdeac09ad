import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { ProductFilters } from './product-filters.tsx';
import { ProductTools } from './product-tools.tsx';
import { parseProductsQuery } from './products-query.ts';
import { ProductsTable } from './products-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.products.title') };
}

export default async function ProductsPage(props: PageProps<'/admin/products'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/products', searchParams);
  const query = parseProductsQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  await trpc.admin.products.list.prefetch(query);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.products.title')} actions={<ProductTools />} />
      <ProductFilters query={query} />
      <ProductsTable query={query} />
    </HydrateClient>
  );
}
