'use client';

import { DataTable, type Column } from '#app/ui/data-table.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { JobCount } from '../queues/job-count.tsx';
import { queuesHref } from '../queues/queues-query.ts';

type Overview = RouterOutputs['admin']['overview'];
type Queue = Overview['queues'][number];

/** How deep each queue is, and how many jobs have died; each number leads to the jobs. */
export function QueueSummary({ overview }: { overview: Overview }) {
  const { t, format } = useI18n();
  const columns = useColumns(overview.now);
  return (
    <>
      <DataTable
        caption={t('admin.overview.queues')}
        columns={columns}
        rows={overview.queues}
        keyOf={({ name }) => name}
        compact
      />
      <p className="px-1">
        {t('admin.overview.deadLetters')}:{' '}
        <TextLink href="/admin/queues#dead">{format.number(overview.deadLetters)}</TextLink>
      </p>
    </>
  );
}

function useColumns(now: string): Column<Queue>[] {
  const { t } = useI18n();
  const count = (key: 'ready' | 'delayed' | 'active' | 'failed'): Column<Queue> => ({
    key,
    header: t(`admin.queues.column.${key}`),
    align: 'end',
    cell: (queue) => <JobCount queue={queue.name} state={key} count={queue[key]} />,
  });
  return [
    {
      key: 'name',
      header: t('admin.overview.queue'),
      rowHeader: true,
      cell: ({ name }) => <TextLink href={queuesHref({ queue: name })}>{name}</TextLink>,
    },
    count('ready'),
    {
      key: 'oldest',
      header: t('admin.queues.column.oldest'),
      cell: ({ oldestReadyAt }) =>
        oldestReadyAt ? <Timestamp at={oldestReadyAt} now={now} /> : '–',
    },
    count('delayed'),
    count('active'),
    count('failed'),
  ];
}
