'use client';

import { jobStates } from '#server/shared/job-filter.ts';
import { DataTable } from '#app/ui/data-table.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { Section } from '../../ui/page-layout.tsx';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { QUEUE_POLL_MS, useQueueColumns } from './job-cells.tsx';

/** How many jobs each queue has, by state. */
export function QueueDepths() {
  const { t } = useI18n();
  const queues = trpc.admin.queues.list.useQuery(undefined, useLiveQueryOptions(QUEUE_POLL_MS));
  const getColumns = useQueueColumns(jobStates);
  return (
    <Section title={t('admin.queues.depths')}>
      <QueryBoundary query={queues}>
        {(data) => (
          <DataTable
            caption={t('admin.queues.depths')}
            columns={getColumns(data)}
            rows={data.queues}
            rowKey={({ name }) => name}
          />
        )}
      </QueryBoundary>
    </Section>
  );
}
