import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { countryName } from '#app/lib/format/countries.ts';
import { getServerTrpc, orNull } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { OrderPageView } from './order-page-view.tsx';

type Props = PageProps<'/orders/[orderId]'>;

const findOrder = cache(async (orderId: string) => {
  const { trpc } = await getServerTrpc();
  return await orNull(trpc.orders.get({ orderId }));
});

export async function generateMetadata(props: Props): Promise<Metadata> {
  const order = await findOrder((await props.params).orderId);
  const { t } = await getI18n();
  return {
    title: order ? t('order.title', { number: order.number }) : t('order.notFoundTitle'),
    // The address of an order is nobody's business.
    referrer: 'no-referrer',
    robots: { index: false },
  };
}

export default async function OrderPage(props: Props) {
  const { orderId } = await props.params;
  const order = await findOrder(orderId);
  if (!order) notFound();
  const { locale } = await getI18n();
  const country = order.shippingAddress ? countryName(locale, order.shippingAddress.country) : '';
  return <OrderPageView input={{ orderId }} initial={order} country={country} />;
}
