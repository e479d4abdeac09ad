import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Page, PageTitle } from '#app/components/page-frame.tsx';
import { serverData } from '#app/data/server-data.ts';
import { serverTexts } from '#app/texts/server-texts.ts';
import { OrderListLoading } from './order-list-loading.tsx';
import { OrderList } from './order-list.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('orders.title') };
}

export default async function OrdersPage() {
  const { t } = await serverTexts();
  return (
    <Page className="max-w-4xl!">
      <PageTitle>{t('orders.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('orders.note')}</p>
      <Suspense fallback={<OrderListLoading />}>
        <Orders />
      </Suspense>
    </Page>
  );
}

async function Orders() {
  const { trpc, HydrateClient } = await serverData();
  await trpc.orders.list.prefetchInfinite({});
  return (
    <HydrateClient>
      <OrderList />
    </HydrateClient>
  );
}
