import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { countryName } from '#app/lib/format/countries.ts';
import { getServerTrpc, orNull } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { OrderPageView } from './order-page-view.tsx';

type Props = PageProps<'/orders/[orderId]'>;

const findOrder = cache(async (orderId: string, key: string | undefined) => {
  const { trpc } = await getServerTrpc();
  return await orNull(trpc.orders.get({ orderId, key }));
});

async function inputOf(props: Props): Promise<{ orderId: string; key?: string }> {
  const [{ orderId }, { key }] = await Promise.all([props.params, props.searchParams]);
  return typeof key === 'string' ? { orderId, key } : { orderId };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { orderId, key } = await inputOf(props);
  const order = await findOrder(orderId, key);
  const { t } = await getI18n();
  return {
    title: order ? t('order.title', { number: order.number }) : t('order.notFoundTitle'),
    // The address may contain the order's access key.
    referrer: 'no-referrer',
    robots: { index: false },
  };
}

export default async function OrderPage(props: Props) {
  const input = await inputOf(props);
  const order = await findOrder(input.orderId, input.key);
  if (!order) notFound();
  const { locale } = await getI18n();
  const country = countryName(locale, order.shippingAddress.country);
  return <OrderPageView input={input} initial={order} country={country} />;
}
