'use client';

import { DataTable } from '#app/ui/data-table.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useQueueColumns } from '../queues/job-cells.tsx';

/** How deep each queue is, and how many jobs have died; each number leads to the jobs. */
export function QueueSummary({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
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
