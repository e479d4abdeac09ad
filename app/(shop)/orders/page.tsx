import type { Metadata } from 'next';
import { Page, PageTitle } from '../../ui/page-layout.tsx';
import { DelayedSuspense } from '../../ui/delayed-suspense.tsx';
import { getServerTrpc } from '../../lib/api/server-trpc.ts';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { OrderListLoading, OrderList } from './order-list.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('orders.title') };
}

export default async function OrdersPage() {
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  return (
    <Page className="max-w-4xl!">
      <PageTitle>{t('orders.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('orders.note')}</p>
      <DelayedSuspense
        load={() => trpc.orders.list.prefetchInfinite({})}
        placeholder={<OrderListLoading />}
      >
        {() => (
          <HydrateClient>
            <OrderList />
          </HydrateClient>
        )}
      </DelayedSuspense>
    </Page>
  );
}
