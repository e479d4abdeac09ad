'use client';

import { Card } from '#app/ui/card.tsx';
import { DataTable } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Chart } from '../../ui/charts/chart.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { Section } from '../../ui/page-layout.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useQueueColumns } from '../queues/job-cells.tsx';
import { LastSweep } from './last-sweep.tsx';
import { LocksByAge } from './locks-by-age.tsx';
import { OverviewMetrics } from './overview-metrics.tsx';
import { AttentionSummary } from './attention-summary.tsx';

type Overview = RouterOutputs['admin']['overview'];

/** The state of the shop on one page; each number links to its rows. */
export function OverviewView() {
  const { t } = useI18n();
  const overview = trpc.admin.overview.useQuery(undefined, useLiveQueryOptions());
  return (
    <QueryBoundary query={overview}>
      {(data) => (
        <>
          <AttentionSummary overview={data} />
          <OverviewMetrics overview={data} />
          <div className="grid items-start gap-6 xl:grid-cols-2">
            <Card>
              <LocksByAge overview={data} />
            </Card>
            <Card>
              <OrdersByHour overview={data} />
            </Card>
          </div>
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Section title={t('admin.overview.queues')}>
              <QueueSummary overview={data} />
            </Section>
            <Section title={t('admin.overview.lastSweep')}>
              <Card>
                <LastSweep overview={data} />
              </Card>
            </Section>
          </div>
        </>
      )}
    </QueryBoundary>
  );
}

/** Orders of the last day by the hour in which they were placed. */
function OrdersByHour({ overview }: { overview: Overview }) {
  const { t, format } = useI18n();
  const points = overview.ordersByHour.map(({ at, ...counts }) => ({
    id: at,
    label: format.time(at),
    ...counts,
  }));
  return (
    <Chart
      kind="bars"
      title={t('admin.overview.ordersByHour')}
      note={t('admin.overview.ordersByHourNote')}
      axis={t('admin.overview.hour')}
      points={points}
      series={[
        { key: 'paid', name: t('admin.overview.paid'), color: 'var(--good)' },
        { key: 'pending', name: t('admin.overview.pending'), color: 'var(--warn)' },
        { key: 'cancelled', name: t('admin.overview.cancelled'), color: 'var(--line-strong)' },
      ]}
    />
  );
}

/** Job counts of each queue, and the number of dead letters. */
function QueueSummary({ overview }: { overview: Overview }) {
  const { t, format } = useI18n();
  const getColumns = useQueueColumns(['ready', 'delayed', 'active', 'failed']);
  return (
    <>
      <DataTable
        caption={t('admin.overview.queues')}
        columns={getColumns(overview)}
        rows={overview.queues}
        rowKey={({ name }) => name}
        compact
      />
      <p className="px-1">
        {t('admin.overview.deadLetters')}:{' '}
        <TextLink href="/admin/queues#dead">{format.number(overview.deadLetters)}</TextLink>
      </p>
    </>
  );
}
