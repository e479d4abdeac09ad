import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Page, PageTitle } from '#app/components/page-frame.tsx';
import { serverData } from '#app/data/server-data.ts';
import { serverTexts } from '#app/texts/server-texts.ts';
import { OrderList } from './order-list.tsx';
import { OrderListLoading } from './order-list-loading.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('orders.title') };
}

export default async function OrdersPage() {
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  // Not awaited: the page is sent at once and the list follows in the same answer.
  void trpc.orders.list.prefetchInfinite({});
  return (
    <Page className="max-w-4xl!">
      <PageTitle>{t('orders.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('orders.note')}</p>
      <HydrateClient>
        <Suspense fallback={<OrderListLoading />}>
          <OrderList />
        </Suspense>
      </HydrateClient>
    </Page>
  );
}
