'use client';

import type { JobFilter } from '#server/shared/job-filter.ts';
import { Badge } from '#app/ui/badge.tsx';
import type { Column } from '#app/ui/data-table.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { jobList, queueList } from '../../ui/lists.ts';
import { OrderLink, TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';

type State = JobFilter['state'];

type Queue = { name: string; oldestReadyAt: string | null } & Partial<Record<State, number>>;

/** How often queues are loaded again, in ms; their changes are not announced. */
export const QUEUE_POLL_MS = 5_000;

/** Columns that count the jobs of a queue by state; each number links to the jobs. */
export function useQueueColumns(
  states: readonly State[],
): (data: { now: string }) => Column<Queue>[] {
  const { t } = useI18n();
  return ({ now }) => {
    const counts = states.map((state): Column<Queue> => ({
      key: state,
      header: t(`admin.queues.column.${state}`),
      align: 'end',
      cell: (queue) => <JobCount queue={queue.name} state={state} count={queue[state] ?? 0} />,
    }));
    return [
      {
        key: 'name',
        header: t('admin.queues.column.name'),
        rowHeader: true,
        cell: ({ name }) => <TextLink href={queueList.href({ queue: name })}>{name}</TextLink>,
      },
      ...counts.slice(0, 1),
      {
        key: 'oldest',
        header: t('admin.queues.column.oldest'),
        cell: ({ oldestReadyAt }) =>
          oldestReadyAt ? <Timestamp at={oldestReadyAt} now={now} /> : '–',
      },
      ...counts.slice(1),
    ];
  };
}

function JobCount(props: { queue: string; state: State; count: number }) {
  const { t, format } = useI18n();
  const { queue, state, count } = props;
  const number = format.number(count);
  return (
    <TextLink
      href={jobList.href({ queue, state })}
      aria-label={`${queue}, ${t(`admin.queues.column.${state}`)}: ${number}`}
    >
      {state === 'failed' && count > 0 ? <Badge tone="bad">{number}</Badge> : number}
    </TextLink>
  );
}

/** The first orders of a job, and how many more there are. */
export function JobOrders(props: {
  orders: { orderId: string; number: string }[];
  orderCount: number;
}) {
  const { t } = useI18n();
  const { orders, orderCount } = props;
  if (orderCount === 0) return '–';
  return (
    <>
      {orders.map(({ orderId, number }) => (
        <OrderLink key={orderId} orderId={orderId} number={number} className="block w-fit" />
      ))}
      {orderCount > orders.length && (
        <span className="text-sm text-ink-soft">
          {t('admin.queues.moreOrders', { count: orderCount - orders.length })}
        </span>
      )}
    </>
  );
}
