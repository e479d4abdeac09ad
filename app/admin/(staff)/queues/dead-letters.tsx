'use client';

import { HeartPulse } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Checkbox } from '#app/ui/input.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { queueList, type QueueQuery } from '../../ui/lists.ts';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { StaffConfirmButton } from '../../ui/staff-buttons.tsx';
import { Section } from '../../ui/page-layout.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { JobOrders, QUEUE_POLL_MS } from './job-cells.tsx';

type DeadLettersData = RouterOutputs['admin']['queues']['deadLetters'];
type DeadLetter = DeadLettersData['letters'][number];

/** Jobs that failed after all retries, with their errors and a way to retry them. */
export function DeadLetters({ query }: { query: QueueQuery }) {
  const { t } = useI18n();
  const { cursor } = query;
  const dead = trpc.admin.queues.deadLetters.useQuery(
    { cursor },
    useLiveQueryOptions(QUEUE_POLL_MS),
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const getColumns = useColumns(selected, (jobId) =>
    setSelected((before) => {
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
        renderAbove={(data) => <RedriveMany data={data} selected={selected} />}
      />
    </Section>
  );
}

/** Retries all dead letters, or the selected ones. */
function RedriveMany({ data, selected }: { data: DeadLettersData; selected: ReadonlySet<string> }) {
  const { t } = useI18n();
  // Some of the selected may be gone meanwhile.
  const jobIds = data.letters.map(({ jobId }) => jobId).filter((id) => selected.has(id));
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Redrive count={data.redrivable} action={t('admin.queues.dead.redriveAll')} />
      {jobIds.length > 0 && (
        <Redrive
          jobIds={jobIds}
          count={jobIds.length}
          action={t('admin.queues.dead.redriveChosen', { count: jobIds.length })}
        />
      )}
      {data.unroutable > 0 && (
        <p className="text-sm text-ink-soft">
          {t('admin.queues.dead.unroutable', { count: data.unroutable })}
        </p>
      )}
    </div>
  );
}

function useColumns(
  selected: ReadonlySet<string>,
  toggle: (jobId: string) => void,
): (data: DeadLettersData) => Column<DeadLetter>[] {
  const { t, format } = useI18n();
  return ({ now }) => [
    {
      key: 'queue',
      header: t('admin.queues.dead.column.queue'),
      rowHeader: true,
      cell: ({ jobId, queue, deadLetteredAt }) => (
        <Checkbox
          checked={selected.has(jobId)}
          onChange={() => toggle(jobId)}
          aria-label={t('admin.queues.dead.chooseOne', {
            queue: queue ?? '?',
            time: format.exactDateTime(deadLetteredAt),
          })}
          label={queue ?? '–'}
        />
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
      header: t('admin.queues.dead.column.deadLetteredAt'),
      cell: ({ deadLetteredAt }) => <Timestamp at={deadLetteredAt} now={now} />,
    },
    {
      key: 'tries',
      header: t('admin.queues.dead.column.attempts'),
      align: 'end',
      cell: ({ attempts }) => (attempts === null ? '–' : format.number(attempts)),
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

/** @param props.jobIds all dead letters when absent */
function Redrive(props: { jobIds?: string[]; count: number; action: string; size?: 'sm' | 'md' }) {
  const { t } = useI18n();
  const { mutateAsync } = trpc.admin.queues.redrive.useMutation();

  async function redrive() {
    const { moved } = await mutateAsync({ jobIds: props.jobIds });
    toast.success(t('admin.queues.dead.moved', { count: moved }));
  }

  return (
    <StaffConfirmButton
      action={props.action}
      title={t('admin.queues.dead.confirmTitle', { count: props.count })}
      text={t('admin.queues.dead.text')}
      size={props.size}
      run={redrive}
    />
  );
}
