import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { productList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { ProductToolbar } from './product-toolbar.tsx';
import { ProductsTable } from './products-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.products.title') };
}

export default async function ProductsPage(props: PageProps<'/admin/products'>) {
  const searchParams = await props.searchParams;
  await requireStaff(productList, searchParams);
  const query = productList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.products.list.prefetch(query);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.products.title')} actions={<ProductToolbar />} />
      <ProductsTable query={query} />
    </HydrateClient>
  );
}
