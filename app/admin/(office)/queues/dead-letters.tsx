'use client';

import { HeartPulse } from 'lucide-react';
import { useState } from 'react';
import { DataTable, type Column } from '#app/components/ui/data-table.tsx';
import { EmptyState } from '#app/components/ui/states.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageLinks } from '../../parts/page-links.tsx';
import { Section } from '../../parts/section.tsx';
import { TextLink } from '../../parts/text-link.tsx';
import { When } from '../../parts/when.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { queuesHref, type QueuesQuery } from './queues-query.ts';
import { Redrive } from './redrive.tsx';

type Dead = RouterOutputs['admin']['queues']['deadLetters'];
type Letter = Dead['letters'][number];

/** Jobs whose tries are used up, with what they failed of, and the way back into their queues. */
export function DeadLetters({ query }: { query: QueuesQuery }) {
  const { t } = useTexts();
  const input = { cursor: query.cursor };
  const dead = trpc.admin.queues.deadLetters.useQuery(input, useLiveQuery());
  return (
    <Section title={t('admin.queues.dead.title')}>
      <p className="max-w-3xl text-ink-soft">{t('admin.queues.dead.intro')}</p>
      <Loaded query={dead}>
        {(data, busy) =>
          data.letters.length === 0 ? (
            <EmptyState
              title={t('admin.queues.dead.empty')}
              icon={<HeartPulse aria-hidden className="size-8" />}
            >
              {t('admin.queues.dead.emptyText')}
            </EmptyState>
          ) : (
            <Letters data={data} busy={busy} query={query} />
          )
        }
      </Loaded>
    </Section>
  );
}

function Letters({ data, busy, query }: { data: Dead; busy: boolean; query: QueuesQuery }) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What was redriven meanwhile is chosen no more.
  const jobIds = data.letters.map(({ jobId }) => jobId).filter((id) => chosen.has(id));
  const columnsFor = useColumns(chosen, (jobId) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(jobId)) after.add(jobId);
      return after;
    }),
  );
  return (
    <>
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
      <DataTable
        caption={t('admin.queues.dead.title')}
        columns={columnsFor(data.now)}
        rows={data.letters}
        keyOf={({ jobId }) => jobId}
        busy={busy}
      />
      <PageLinks
        first={query.cursor ? queuesHref({ ...query, cursor: undefined }) : null}
        next={data.nextCursor && queuesHref({ ...query, cursor: data.nextCursor })}
      />
    </>
  );
}

function useColumns(
  chosen: ReadonlySet<string>,
  toggle: (jobId: string) => void,
): (now: string) => Column<Letter>[] {
  const { t, format } = useTexts();
  return (now) => [
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
      cell: ({ cause }) => cause ?? t('admin.queues.dead.noCause'),
    },
    {
      key: 'orders',
      header: t('admin.queues.dead.column.orders'),
      cell: ({ orders, orderCount }) => (
        <>
          {orders.map(({ orderId, number }) => (
            <TextLink
              key={orderId}
              href={`/admin/orders/${orderId}`}
              className="block w-fit whitespace-nowrap"
            >
              {number}
            </TextLink>
          ))}
          {orderCount > orders.length && (
            <span className="text-sm text-ink-soft">
              {t('admin.queues.dead.moreOrders', { count: orderCount - orders.length })}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'diedAt',
      header: t('admin.queues.dead.column.diedAt'),
      cell: ({ diedAt }) => <When at={diedAt} now={now} />,
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
