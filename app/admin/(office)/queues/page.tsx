import type { Metadata } from 'next';
import { serverData } from '#app/data/server-data.ts';
import { serverTexts } from '#app/texts/server-texts.ts';
import { PageHeader } from '../../parts/office-page.tsx';
import { requireStaff } from '../../staff/current-staff.ts';
import { DeadLetters } from './dead-letters.tsx';
import { QueueDepths } from './queue-depths.tsx';
import { QueueHistory } from './queue-history.tsx';
import { parseQueuesQuery } from './queues-query.ts';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.queues.title') };
}

export default async function QueuesPage(props: PageProps<'/admin/queues'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/queues', searchParams);
  const query = parseQueuesQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  const { queues } = trpc.admin;
  await Promise.all([
    queues.list.prefetch(),
    queues.history.prefetch({ queue: query.queue, hours: query.hours }),
    queues.deadLetters.prefetch({ cursor: query.cursor }),
  ]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.queues.title')} intro={t('admin.queues.intro')} />
      <QueueDepths />
      <QueueHistory query={query} />
      <DeadLetters query={query} />
    </HydrateClient>
  );
}
