import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { DeadLetters } from './dead-letters.tsx';
import { parseJobsQuery } from './jobs-query.ts';
import { JobsTable } from './jobs-table.tsx';
import { QueueDepths } from './queue-depths.tsx';
import { QueueHistory } from './queue-history.tsx';
import { QueueViews } from './queue-views.tsx';
import { parseQueuesQuery } from './queues-query.ts';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.queues.title') };
}

export default async function QueuesPage(props: PageProps<'/admin/queues'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/queues', searchParams);
  const jobsQuery = searchParams['view'] === 'jobs' ? parseJobsQuery(searchParams) : null;
  const query = parseQueuesQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const { queues } = trpc.admin;
  await Promise.all([
    queues.list.prefetch(),
    ...(jobsQuery
      ? [queues.jobs.prefetch(jobsQuery)]
      : [
          queues.history.prefetch({ queue: query.queue, hours: query.hours }),
          queues.deadLetters.prefetch({ cursor: query.cursor }),
        ]),
  ]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.queues.title')} intro={t('admin.queues.intro')} />
      <QueueViews view={jobsQuery ? 'jobs' : 'depth'} />
      {jobsQuery ? (
        <JobsTable query={jobsQuery} />
      ) : (
        <>
          <QueueDepths />
          <QueueHistory query={query} />
          <DeadLetters query={query} />
        </>
      )}
    </HydrateClient>
  );
}
