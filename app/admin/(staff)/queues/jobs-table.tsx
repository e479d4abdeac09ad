'use client';

import { ListChecks } from 'lucide-react';
import { jobStates } from '#server/shared/job-filter.ts';
import { Badge, type Tone } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { FilterForm, FilterSelect } from '../../ui/filter-form.tsx';
import { jobList, type JobQuery } from '../../ui/lists.ts';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { JobOrders, QUEUE_POLL_MS } from './job-cells.tsx';

type Jobs = RouterOutputs['admin']['queues']['jobs'];
type Job = Jobs['jobs'][number];

/** The jobs of one queue, or of all, in one state. */
export function JobsTable({ query }: { query: JobQuery }) {
  const { t } = useI18n();
  const jobs = trpc.admin.queues.jobs.useQuery(query, useLiveQueryOptions(QUEUE_POLL_MS));
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
        list={jobList}
        query={query}
        result={jobs}
        caption={t('admin.queues.jobs.title')}
        getRows={(data) => data.jobs}
        getColumns={useColumns(query.state)}
        rowKey={({ jobId }) => jobId}
        empty={{
          title: t('admin.queues.jobs.empty'),
          text: t('admin.queues.jobs.emptyText'),
          icon: ListChecks,
        }}
      />
    </>
  );
}

function JobFilters({ query }: { query: JobQuery }) {
  const { t } = useI18n();
  const queues = trpc.admin.queues.list.useQuery(undefined, useLiveQueryOptions(QUEUE_POLL_MS));
  return (
    <FilterForm list={jobList} query={query}>
      <FilterSelect
        name="queue"
        label={t('admin.queues.chooseQueue')}
        value={query.queue}
        all={t('admin.all')}
        options={queues.data?.queues.map(({ name }) => name) ?? []}
      />
      <FilterSelect
        name="state"
        label={t('admin.queues.jobs.state')}
        value={query.state}
        options={jobStates}
        optionText={(state) => t(`admin.queues.column.${state}`)}
      />
    </FilterForm>
  );
}

const tones: Record<Job['state'], Tone> = {
  ready: 'warn',
  delayed: 'neutral',
  active: 'accent',
  completed: 'good',
  failed: 'bad',
};

function useColumns(state: Job['state']): (data: Jobs) => Column<Job>[] {
  const { t, format } = useI18n();
  const hasError = state !== 'completed';
  return ({ now }) => [
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
      header: t('admin.queues.dead.column.attempts'),
      cell: ({ attempts, attemptsMax }) => (
        <span className="whitespace-nowrap">
          {t('admin.queues.jobs.attemptsOf', {
            attempts: format.number(attempts),
            max: format.number(attemptsMax),
          })}
        </span>
      ),
    },
    ...(hasError ? [errorColumn(t)] : []),
  ];
}

/** The times that matter in a state. */
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
    cell: ({ attempts, state, lastError }) => {
      // The current attempt has not failed.
      const failedTries = state === 'active' ? attempts - 1 : attempts;
      if (failedTries < 1) return '–';
      return (
        <span className="block max-w-md break-words">
          {lastError ?? t('admin.queues.dead.unknownCause')}
        </span>
      );
    },
  };
}
