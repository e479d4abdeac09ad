'use client';

import type { JobFilter } from '#server/shared/list-jobs-input.ts';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { Section } from '../../ui/section.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { JobCount } from './job-count.tsx';
import { queuesHref } from './queues-query.ts';
import { useQueueQueryOptions } from './use-queue-query-options.ts';

type Queue = RouterOutputs['admin']['queues']['list']['queues'][number];

/** How many jobs each queue holds now, by state; each number leads to them. */
export function QueueDepths() {
  const { t } = useI18n();
  const queues = trpc.admin.queues.list.useQuery(undefined, useQueueQueryOptions());
  const columnsFor = useColumns();
  return (
    <Section title={t('admin.queues.depths')}>
      <QueryBoundary query={queues}>
        {(data) => (
          <DataTable
            caption={t('admin.queues.depths')}
            columns={columnsFor(data.now)}
            rows={data.queues}
            keyOf={({ name }) => name}
          />
        )}
      </QueryBoundary>
    </Section>
  );
}

function useColumns(): (now: string) => Column<Queue>[] {
  const { t } = useI18n();
  const count = (key: JobFilter['state']): Column<Queue> => ({
    key,
    header: t(`admin.queues.column.${key}`),
    align: 'end',
    cell: (queue) => <JobCount queue={queue.name} state={key} count={queue[key]} />,
  });
  return (now) => [
    {
      key: 'name',
      header: t('admin.queues.column.name'),
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
    count('completed'),
    count('failed'),
  ];
}
