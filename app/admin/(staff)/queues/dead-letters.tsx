'use client';

import { HeartPulse } from 'lucide-react';
import { useState } from 'react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { queueList, type QueueQuery } from '../../ui/lists.ts';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { Section } from '../../ui/page-layout.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { JobOrders, QUEUE_POLL_MS } from './job-cells.tsx';
import { Redrive } from './redrive.tsx';

type DeadLettersData = RouterOutputs['admin']['queues']['deadLetters'];
type DeadLetter = DeadLettersData['letters'][number];

/** Jobs whose tries are used up, with what they failed of, and the way back into their queues. */
export function DeadLetters({ query }: { query: QueueQuery }) {
  const { t } = useI18n();
  const { cursor } = query;
  const dead = trpc.admin.queues.deadLetters.useQuery(
    { cursor },
    useLiveQueryOptions(QUEUE_POLL_MS),
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const getColumns = useColumns(chosen, (jobId) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(jobId)) after.add(jobId);
      return after;
    }),
  );
  return (
    <Section anchor="dead" title={t('admin.queues.dead.title')}>
      <p className="max-w-3xl text-ink-soft">{t('admin.queues.dead.intro')}</p>
      <PaginatedTable
        list={queueList}
        query={query}
        result={dead}
        caption={t('admin.queues.dead.title')}
        getRows={(data) => data.letters}
        getColumns={getColumns}
        rowKey={({ jobId }) => jobId}
        empty={{
          title: t('admin.queues.dead.empty'),
          text: t('admin.queues.dead.emptyText'),
          icon: HeartPulse,
        }}
        renderAbove={(data) => <RedriveMany data={data} chosen={chosen} />}
      />
    </Section>
  );
}

/** Redrives all of them, or those that are chosen. */
function RedriveMany({ data, chosen }: { data: DeadLettersData; chosen: ReadonlySet<string> }) {
  const { t } = useI18n();
  // What was redriven meanwhile is chosen no more.
  const jobIds = data.letters.map(({ jobId }) => jobId).filter((id) => chosen.has(id));
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Redrive count={data.movable} action={t('admin.queues.dead.redriveAll')} />
      {jobIds.length > 0 && (
        <Redrive
          jobIds={jobIds}
          count={jobIds.length}
          action={t('admin.queues.dead.redriveChosen', { count: jobIds.length })}
        />
      )}
      {data.stuck > 0 && (
        <p className="text-sm text-ink-soft">
          {t('admin.queues.dead.stuck', { count: data.stuck })}
        </p>
      )}
    </div>
  );
}

function useColumns(
  chosen: ReadonlySet<string>,
  toggle: (jobId: string) => void,
): (data: DeadLettersData) => Column<DeadLetter>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
    {
      key: 'queue',
      header: t('admin.queues.dead.column.queue'),
      rowHeader: true,
      cell: ({ jobId, queue, diedAt }) => (
        <label className="flex min-h-8 items-center gap-2.5">
          <input
            type="checkbox"
            checked={chosen.has(jobId)}
            onChange={() => toggle(jobId)}
            aria-label={t('admin.queues.dead.chooseOne', {
              queue: queue ?? '?',
              time: format.exactDateTime(diedAt),
            })}
            className="size-5 shrink-0 accent-accent"
          />
          {queue ?? '–'}
        </label>
      ),
    },
    {
      key: 'cause',
      header: t('admin.queues.dead.column.cause'),
      cell: ({ cause }) => cause ?? t('admin.queues.dead.unknownCause'),
    },
    {
      key: 'orders',
      header: t('admin.queues.dead.column.orders'),
      cell: ({ orders, orderCount }) => <JobOrders orders={orders} orderCount={orderCount} />,
    },
    {
      key: 'diedAt',
      header: t('admin.queues.dead.column.diedAt'),
      cell: ({ diedAt }) => <Timestamp at={diedAt} now={now} />,
    },
    {
      key: 'tries',
      header: t('admin.queues.dead.column.tries'),
      align: 'end',
      cell: ({ tries }) => (tries === null ? '–' : format.number(tries)),
    },
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: ({ jobId }) => (
        <Redrive jobIds={[jobId]} count={1} action={t('admin.queues.dead.redriveOne')} size="sm" />
      ),
    },
  ];
}
