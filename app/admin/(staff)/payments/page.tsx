import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ViewSwitcher } from '../../ui/view-switcher.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { AttentionList } from './attention-list.tsx';
import { ReconciliationsTable } from './reconciliations-table.tsx';
import { EventsTable } from './events-table.tsx';
import { parsePaymentsQuery, paymentsHref, paymentViews, refundsInput } from './payments-query.ts';
import { RefundsTable } from './refunds-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.payments.title') };
}

export default async function PaymentsPage(props: PageProps<'/admin/payments'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/payments', searchParams);
  const query = parsePaymentsQuery(searchParams);
  const { view, cursor } = query;
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const { payments } = trpc.admin;
  const intros = {
    attention: t('admin.payments.attentionIntro'),
    refunds: t('admin.payments.refundsIntro'),
    events: t('admin.payments.eventsIntro'),
    books: t('admin.payments.booksIntro'),
  };
  if (view === 'attention') await payments.attention.prefetch();
  if (view === 'refunds') await payments.refunds.prefetch(refundsInput(query));
  if (view === 'events') await payments.events.prefetch({ cursor });
  if (view === 'books') await payments.reconciliations.prefetch({ cursor });
  return (
    <HydrateClient>
      <PageHeader title={t('admin.payments.title')} intro={intros[view]} />
      <ViewSwitcher
        label={t('admin.payments.views')}
        views={paymentViews.map((key) => ({
          href: paymentsHref({ view: key }),
          text: t(`admin.payments.${key}`),
          current: key === view,
        }))}
      />
      {view === 'attention' && <AttentionList />}
      {view === 'refunds' && <RefundsTable query={query} />}
      {view === 'events' && <EventsTable cursor={cursor} />}
      {view === 'books' && <ReconciliationsTable cursor={cursor} />}
    </HydrateClient>
  );
}
