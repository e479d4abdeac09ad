import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { OrderFilters } from './order-filters.tsx';
import { ordersInput, parseOrdersQuery } from './orders-query.ts';
import { OrdersTable } from './orders-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.orders.title') };
}

export default async function OrdersPage(props: PageProps<'/admin/orders'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/orders', searchParams);
  const query = parseOrdersQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  await trpc.admin.orders.list.prefetch(ordersInput(query));
  return (
    <HydrateClient>
      <PageHeader title={t('admin.orders.title')} />
      <OrderFilters query={query} />
      <OrdersTable query={query} />
    </HydrateClient>
  );
}
