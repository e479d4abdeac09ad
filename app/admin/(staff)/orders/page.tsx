import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { orderInput, orderList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { OrdersTable } from './orders-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.orders.title') };
}

export default async function OrdersPage(props: PageProps<'/admin/orders'>) {
  const searchParams = await props.searchParams;
  await requireStaff(orderList, searchParams);
  const query = orderList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.orders.list.prefetch(orderInput(query));
  return (
    <HydrateClient>
      <PageHeader title={t('admin.orders.title')} />
      <OrdersTable query={query} />
    </HydrateClient>
  );
}
