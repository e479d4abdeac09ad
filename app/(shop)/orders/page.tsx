import type { Metadata } from 'next';
import { Page, PageTitle } from '../../ui/page-frame.tsx';
import { Streamed } from '../../ui/streamed.tsx';
import { serverData } from '../../lib/api/server-data.ts';
import { serverTexts } from '../../lib/texts/server-texts.ts';
import { OrderListLoading } from './order-list-loading.tsx';
import { OrderList } from './order-list.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('orders.title') };
}

export default async function OrdersPage() {
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  return (
    <Page className="max-w-4xl!">
      <PageTitle>{t('orders.title')}</PageTitle>
      <p className="mt-2 mb-6 text-ink-soft">{t('orders.note')}</p>
      <Streamed
        load={() => trpc.orders.list.prefetchInfinite({})}
        placeholder={<OrderListLoading />}
      >
        {() => (
          <HydrateClient>
            <OrderList />
          </HydrateClient>
        )}
      </Streamed>
    </Page>
  );
}
