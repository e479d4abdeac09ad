import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { countryIn } from '../../checkout/countries.ts';
import { serverData } from '#app/lib/api/server-data.ts';
import { answersNotFound } from '#app/lib/api/answers-not-found.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { OrderPageView } from './order-page-view.tsx';

type Props = PageProps<'/orders/[orderId]'>;

const findOrder = cache(async (orderId: string, key: string | undefined) => {
  const { trpc } = await serverData();
  try {
    return await trpc.orders.get({ orderId, key });
  } catch (error) {
    if (answersNotFound(error)) return null;
    throw error;
  }
});

async function inputOf(props: Props): Promise<{ orderId: string; key?: string }> {
  const [{ orderId }, { key }] = await Promise.all([props.params, props.searchParams]);
  return typeof key === 'string' ? { orderId, key } : { orderId };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { orderId, key } = await inputOf(props);
  const order = await findOrder(orderId, key);
  const { t } = await serverTexts();
  return {
    title: order ? t('order.title', { number: order.number }) : t('order.notFoundTitle'),
    // The address may hold the key to the order.
    referrer: 'no-referrer',
    robots: { index: false },
  };
}

export default async function OrderPage(props: Props) {
  const input = await inputOf(props);
  const order = await findOrder(input.orderId, input.key);
  if (!order) notFound();
  const { locale } = await serverTexts();
  const country = countryIn(locale, order.shippingAddress.country);
  return <OrderPageView input={input} initial={order} country={country} />;
}
