import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { jobList, queueHistoryInput, queueList } from '../../ui/lists.ts';
import { PageHeader, ViewSwitcher } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { DeadLetters } from './dead-letters.tsx';
import { JobsTable } from './jobs-table.tsx';
import { QueueDepths } from './queue-depths.tsx';
import { QueueHistory } from './queue-history.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.queues.title') };
}

export default async function QueuesPage(props: PageProps<'/admin/queues'>) {
  const searchParams = await props.searchParams;
  await requireStaff(queueList, searchParams);
  const isJobs = searchParams['view'] === 'jobs';
  const jobQuery = jobList.parse(searchParams);
  const query = queueList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const { queues } = trpc.admin;
  await Promise.all([
    queues.list.prefetch(),
    ...(isJobs
      ? [queues.jobs.prefetch(jobQuery)]
      : [
          queues.history.prefetch(queueHistoryInput(query)),
          queues.deadLetters.prefetch({ cursor: query.cursor }),
        ]),
  ]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.queues.title')} intro={t('admin.queues.intro')} />
      <ViewSwitcher
        label={t('admin.queues.views')}
        views={[
          { href: queueList.href({}), text: t('admin.queues.depthView'), current: !isJobs },
          { href: jobList.href({}), text: t('admin.queues.jobs.title'), current: isJobs },
        ]}
      />
      {isJobs ? (
        <JobsTable query={jobQuery} />
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
