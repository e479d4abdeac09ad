'use client';

import { Badge } from '#app/components/ui/badge.tsx';
import { DataTable, type Column } from '#app/components/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { TextLink } from '../../parts/text-link.tsx';
import { When } from '../../parts/when.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { queuesHref } from './queues-query.ts';

type Queue = RouterOutputs['admin']['queues']['list']['queues'][number];

/** Queues change without anybody telling, so they are asked for often. */
const POLL_MS = 5_000;

/** How many jobs each queue holds now, by state. */
export function QueueDepths() {
  const { t } = useTexts();
  const live = useLiveQuery();
  const queues = trpc.admin.queues.list.useQuery(undefined, { ...live, refetchInterval: POLL_MS });
  const columnsFor = useColumns();
  return (
    <Section title={t('admin.queues.depths')}>
      <Loaded query={queues}>
        {(data) => (
          <DataTable
            caption={t('admin.queues.depths')}
            columns={columnsFor(data.now)}
            rows={data.queues}
            keyOf={({ name }) => name}
          />
        )}
      </Loaded>
    </Section>
  );
}

function useColumns(): (now: string) => Column<Queue>[] {
  const { t, format } = useTexts();
  const count = (key: 'ready' | 'delayed' | 'active' | 'completed'): Column<Queue> => ({
    key,
    header: t(`admin.queues.column.${key}`),
    align: 'end',
    cell: (queue) => format.number(queue[key]),
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
      cell: ({ oldestReadyAt }) => (oldestReadyAt ? <When at={oldestReadyAt} now={now} /> : '–'),
    },
    count('delayed'),
    count('active'),
    count('completed'),
    {
      key: 'failed',
      header: t('admin.queues.column.failed'),
      align: 'end',
      cell: ({ failed }) =>
        failed > 0 ? <Badge tone="bad">{format.number(failed)}</Badge> : format.number(0),
    },
  ];
}
