'use client';

import { ListChecks } from 'lucide-react';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { JobFilters } from './job-filters.tsx';
import { JobOrders } from './job-orders.tsx';
import { hasFilters, jobsHref, type JobsQuery } from './jobs-query.ts';
import { useQueueQueryOptions } from './use-queue-query-options.ts';

type Job = RouterOutputs['admin']['queues']['jobs']['jobs'][number];

/** The jobs behind a number of the queues: those of a queue, or of all, in one state. */
export function JobsTable({ query }: { query: JobsQuery }) {
  const { t } = useI18n();
  const jobs = trpc.admin.queues.jobs.useQuery(query, useQueueQueryOptions());
  const columnsFor = useColumns(query.state);
  return (
    <>
      <JobFilters query={query} />
      <p className="max-w-3xl text-ink-soft">
        {t(`admin.queues.jobs.intro.${query.state}`)}{' '}
        {query.state === 'failed' && (
          <TextLink href="/admin/queues#dead">{t('admin.queues.dead.title')}</TextLink>
        )}
      </p>
      <PaginatedTable
        query={jobs}
        caption={t('admin.queues.jobs.title')}
        rowsOf={(data) => data.jobs}
        columnsFor={({ now }) => columnsFor(now)}
        keyOf={({ jobId }) => jobId}
        cursor={query.cursor}
        hrefFor={(cursor) => jobsHref({ ...query, cursor })}
        clearHref={hasFilters(query) ? jobsHref({}) : undefined}
        empty={{
          title: t('admin.queues.jobs.empty'),
          text: t('admin.queues.jobs.emptyText'),
          icon: ListChecks,
        }}
      />
    </>
  );
}

const tones: Record<Job['state'], Tone> = {
  ready: 'warn',
  delayed: 'neutral',
  active: 'accent',
  completed: 'good',
  failed: 'bad',
};

function useColumns(state: Job['state']): (now: string) => Column<Job>[] {
  const { t, format } = useI18n();
  const hasError = state !== 'completed';
  return (now) => [
    {
      key: 'queue',
      header: t('admin.queues.column.name'),
      rowHeader: true,
      cell: (job) => (
        <>
          <span className="block font-medium whitespace-nowrap">{job.queue}</span>
          <Badge tone={tones[job.state]} className="mt-1">
            {t(`admin.queues.column.${job.state}`)}
          </Badge>
        </>
      ),
    },
    {
      key: 'orders',
      header: t('admin.queues.dead.column.orders'),
      cell: ({ orders, orderCount }) => <JobOrders orders={orders} orderCount={orderCount} />,
    },
    ...timeColumns(t, state, now),
    {
      key: 'tries',
      header: t('admin.queues.dead.column.tries'),
      cell: ({ tries, triesMax }) => (
        <span className="whitespace-nowrap">
          {t('admin.queues.jobs.triesOf', {
            tries: format.number(tries),
            max: format.number(triesMax),
          })}
        </span>
      ),
    },
    ...(hasError ? [errorColumn(t)] : []),
  ];
}

type Translate = ReturnType<typeof useI18n>['t'];

/** When it was enqueued and is due; once it has begun, since when it runs or when it ended. */
function timeColumns(t: Translate, state: Job['state'], now: string): Column<Job>[] {
  const column = (key: 'enqueuedAt' | 'startAfter' | 'startedAt' | 'endedAt'): Column<Job> => ({
    key,
    header: t(`admin.queues.jobs.column.${key}`),
    cell: (job) => {
      const at = job[key];
      return at === null ? '–' : <Timestamp at={at} now={now} />;
    },
  });
  const both = [column('enqueuedAt'), column('startAfter')];
  if (state === 'active') return [...both, column('startedAt')];
  return state === 'completed' || state === 'failed' ? [...both, column('endedAt')] : both;
}

function errorColumn(t: Translate): Column<Job> {
  return {
    key: 'lastError',
    header: t('admin.queues.jobs.column.lastError'),
    cell: ({ tries, state, lastError }) => {
      // The try that runs now has not failed.
      const failedTries = state === 'active' ? tries - 1 : tries;
      if (failedTries < 1) return '–';
      return (
        <span className="block max-w-md break-words">
          {lastError ?? t('admin.queues.dead.noCause')}
        </span>
      );
    },
  };
}
