import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { getServerTrpc, orNull } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { getCurrentStaff, requireStaff } from '#app/admin/session/current-staff.ts';
import { OrderDetails } from './order-details.tsx';

const findOrder = cache(async (orderId: string) => {
  const { trpc } = await getServerTrpc();
  return await orNull(trpc.admin.orders.get({ orderId }));
});

export async function generateMetadata(
  props: PageProps<'/admin/orders/[orderId]'>,
): Promise<Metadata> {
  const [{ orderId }, staff, { t }] = await Promise.all([
    props.params,
    getCurrentStaff(),
    getI18n(),
  ]);
  const found = staff && (await findOrder(orderId));
  if (!found) return { title: t('admin.orders.title') };
  return { title: t('admin.orders.order', { number: found.order.number }) };
}

export default async function OrderPage(props: PageProps<'/admin/orders/[orderId]'>) {
  const { orderId } = await props.params;
  await requireStaff({ path: `/admin/orders/${encodeURIComponent(orderId)}` });
  const found = await findOrder(orderId);
  if (!found) notFound();
  return <OrderDetails orderId={orderId} initial={found} />;
}
