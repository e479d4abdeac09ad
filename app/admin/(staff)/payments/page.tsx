import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import {
  paymentEventList,
  receivedPaymentInput,
  receivedPaymentList,
  reconciliationList,
  refundInput,
  refundList,
} from '../../ui/lists.ts';
import { PageHeader, ViewSwitcher } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { AttentionList } from './attention-list.tsx';
import { EventsTable } from './events-table.tsx';
import { ReceivedPaymentsTable } from './received-payments-table.tsx';
import { ReconciliationsTable } from './reconciliations-table.tsx';
import { RefundsTable } from './refunds-table.tsx';

const path = '/admin/payments';
const views = ['attention', 'received', 'refunds', 'events', 'books'] as const;

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.payments.title') };
}

export default async function PaymentsPage(props: PageProps<'/admin/payments'>) {
  const searchParams = await props.searchParams;
  await requireStaff({ path }, searchParams);
  const view = views.find((candidate) => candidate === searchParams['view']) ?? 'attention';
  const receivedQuery = receivedPaymentList.parse(searchParams);
  const refundQuery = refundList.parse(searchParams);
  const eventQuery = paymentEventList.parse(searchParams);
  const reconciliationQuery = reconciliationList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const { payments } = trpc.admin;
  const intros = {
    attention: t('admin.payments.attentionIntro'),
    received: t('admin.payments.receivedIntro'),
    refunds: t('admin.payments.refundsIntro'),
    events: t('admin.payments.eventsIntro'),
    books: t('admin.payments.reconciliationsIntro'),
  };
  const hrefs = {
    attention: path,
    received: receivedPaymentList.href({}),
    refunds: refundList.href({}),
    events: paymentEventList.href({}),
    books: reconciliationList.href({}),
  };
  if (view === 'attention') await payments.attention.prefetch();
  if (view === 'received') await payments.received.prefetch(receivedPaymentInput(receivedQuery));
  if (view === 'refunds') await payments.refunds.prefetch(refundInput(refundQuery));
  if (view === 'events') await payments.events.prefetch(eventQuery);
  if (view === 'books') await payments.reconciliations.prefetch(reconciliationQuery);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.payments.title')} intro={intros[view]} />
      <ViewSwitcher
        label={t('admin.payments.views')}
        views={views.map((key) => ({
          href: hrefs[key],
          text: t(`admin.payments.${key}`),
          current: key === view,
        }))}
      />
      {view === 'attention' && <AttentionList />}
      {view === 'received' && <ReceivedPaymentsTable query={receivedQuery} />}
      {view === 'refunds' && <RefundsTable query={refundQuery} />}
      {view === 'events' && <EventsTable query={eventQuery} />}
      {view === 'books' && <ReconciliationsTable query={reconciliationQuery} />}
    </HydrateClient>
  );
}
