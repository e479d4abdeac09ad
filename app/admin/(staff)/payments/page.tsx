import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { ViewLinks } from '../../ui/view-links.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { AttentionList } from './attention-list.tsx';
import { BooksTable } from './books-table.tsx';
import { EventsTable } from './events-table.tsx';
import { parsePaymentsQuery, paymentsHref, paymentViews, refundsInput } from './payments-query.ts';
import { RefundsTable } from './refunds-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.payments.title') };
}

export default async function PaymentsPage(props: PageProps<'/admin/payments'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/payments', searchParams);
  const query = parsePaymentsQuery(searchParams);
  const { view, cursor } = query;
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
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
      <ViewLinks
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
      {view === 'books' && <BooksTable cursor={cursor} />}
    </HydrateClient>
  );
}
