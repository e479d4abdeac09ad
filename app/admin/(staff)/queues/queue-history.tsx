'use client';

import { Card } from '#app/ui/card.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Chart } from '../../ui/charts/chart.tsx';
import { FilterForm, FilterSelect } from '../../ui/filter-form.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { chartHours, queueHistoryInput, queueList, type QueueQuery } from '../../ui/lists.ts';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { Section } from '../../ui/page-layout.tsx';
import { QUEUE_POLL_MS } from './job-cells.tsx';

type Sample = RouterOutputs['admin']['queues']['history']['samples'][number];

/** Charts of one queue over the last hours, as recorded by pg-boss. */
export function QueueHistory({ query }: { query: QueueQuery }) {
  const { t } = useI18n();
  const { queue, hours } = query;
  const history = trpc.admin.queues.history.useQuery(
    queueHistoryInput(query),
    useLiveQueryOptions(QUEUE_POLL_MS),
  );
  return (
    <Section title={`${queue}: ${t('admin.queues.historyTitle', { hours })}`}>
      <HistoryFilters query={query} />
      <QueryBoundary query={history}>
        {({ samples }) =>
          samples.length === 0 ? (
            <Card className="text-ink-soft">{t('admin.queues.noSamples')}</Card>
          ) : (
            <Charts queue={queue} samples={samples} />
          )
        }
      </QueryBoundary>
    </Section>
  );
}

function HistoryFilters({ query }: { query: QueueQuery }) {
  const { t } = useI18n();
  const queues = trpc.admin.queues.list.useQuery().data?.queues ?? [];
  return (
    <FilterForm list={queueList} query={query}>
      <FilterSelect
        name="queue"
        label={t('admin.queues.chooseQueue')}
        value={query.queue}
        options={queues.map(({ name }) => name)}
      />
      <FilterSelect
        name="hours"
        label={t('admin.queues.period')}
        value={query.hours}
        options={chartHours}
        optionText={(hours) => t('admin.queues.hours', { count: Number(hours) })}
      />
    </FilterForm>
  );
}

function Charts({ queue, samples }: { queue: string; samples: Sample[] }) {
  const { t, format } = useI18n();
  const points = samples.map(({ at, ...numbers }) => ({
    id: at,
    label: format.time(at),
    ...numbers,
  }));
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <Card>
        <Chart
          kind="areas"
          title={t('admin.queues.depthChart')}
          note={t('admin.queues.depthNote', { queue })}
          axis={t('admin.queues.time')}
          points={points}
          series={[
            { key: 'ready', name: t('admin.queues.ready'), color: 'var(--warn)' },
            { key: 'delayed', name: t('admin.queues.delayed'), color: 'var(--line-strong)' },
            { key: 'active', name: t('admin.queues.active'), color: 'var(--accent)' },
          ]}
        />
      </Card>
      <Card>
        <Chart
          kind="areas"
          title={t('admin.queues.rateChart')}
          note={t('admin.queues.rateNote', { queue })}
          axis={t('admin.queues.time')}
          points={points}
          series={[
            { key: 'donePerMinute', name: t('admin.queues.done'), color: 'var(--good)' },
            { key: 'failedPerMinute', name: t('admin.queues.failed'), color: 'var(--bad)' },
          ]}
        />
      </Card>
    </div>
  );
}
