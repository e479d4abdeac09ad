import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { countryName } from '#app/lib/format/countries.ts';
import { getServerTrpc, orNull } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { PaymentConfirmation } from './payment-confirmation.tsx';
import { OrderPageView } from './order-page-view.tsx';

type Props = PageProps<'/orders/[orderId]'>;

const findOrder = cache(async (orderId: string) => {
  const { trpc } = await getServerTrpc();
  return await orNull(trpc.orders.get({ orderId }));
});

/** For a browser that may not see the order, and came back from paying it. */
const findConfirmation = cache(async (orderId: string, proof: unknown) => {
  if (typeof proof !== 'string') return null;
  const { trpc } = await getServerTrpc();
  const input = { orderId, proof };
  const initial = await orNull(trpc.orders.confirmation(input));
  return initial && { input, initial };
});

async function find(props: Props) {
  const { orderId } = await props.params;
  const { payment: proof } = await props.searchParams;
  const order = await findOrder(orderId);
  const confirmation = order ? null : await findConfirmation(orderId, proof);
  return { order, confirmation, isReturn: proof !== undefined };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { order, confirmation } = await find(props);
  const number = order?.number ?? confirmation?.initial.number;
  const { t } = await getI18n();
  return {
    title: number ? t('order.title', { number }) : t('order.notFoundTitle'),
    // The address of an order is nobody's business.
    referrer: 'no-referrer',
    robots: { index: false },
  };
}

export default async function OrderPage(props: Props) {
  const { order, confirmation, isReturn } = await find(props);
  if (confirmation) return <PaymentConfirmation {...confirmation} />;
  if (!order) notFound();
  const { locale } = await getI18n();
  const country = order.shippingAddress ? countryName(locale, order.shippingAddress.country) : '';
  return (
    <OrderPageView
      input={{ orderId: order.orderId }}
      initial={order}
      country={country}
      isReturn={isReturn}
    />
  );
}
