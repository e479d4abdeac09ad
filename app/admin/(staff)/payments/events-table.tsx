'use client';

import { Inbox } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import type { ListQuery } from '#app/lib/lists/define-list.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { paymentEventList } from '../../ui/lists.ts';
import { eventOutcomeText } from '../../ui/outcome-text.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { ReplayEvent } from '../../ui/payment-actions.tsx';
import { OrderLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';

type Events = RouterOutputs['admin']['payments']['events'];

/** Events from the payment service, newest first, with their results. */
export function EventsTable({ query }: { query: ListQuery<typeof paymentEventList> }) {
  const { t } = useI18n();
  const events = trpc.admin.payments.events.useQuery(query, useLiveQueryOptions());
  return (
    <PaginatedTable
      list={paymentEventList}
      query={query}
      result={events}
      caption={t('admin.payments.events')}
      getRows={(data) => data.events}
      getColumns={useColumns()}
      rowKey={({ eventId }) => eventId}
      empty={{
        title: t('admin.payments.noEvents'),
        text: t('admin.payments.noEventsText'),
        icon: Inbox,
      }}
    />
  );
}

function useColumns(): (data: Events) => Column<Events['events'][number]>[] {
  const { t } = useI18n();
  return ({ now }) => [
    {
      key: 'event',
      header: t('admin.payments.column.event'),
      rowHeader: true,
      cell: ({ kind, eventId }) => (
        <>
          {kind}
          <code className="block text-xs break-all text-ink-soft">{eventId}</code>
        </>
      ),
    },
    {
      key: 'order',
      header: t('admin.payments.column.order'),
      cell: ({ orderId, number, outcome }) =>
        orderId && number && outcome !== 'unknown_order' ? (
          <OrderLink orderId={orderId} number={number} />
        ) : (
          '–'
        ),
    },
    {
      key: 'outcome',
      header: t('admin.payments.column.outcome'),
      cell: ({ outcome, attempts, isRetried, lastError }) => {
        if (outcome !== null) return eventOutcomeText(t, outcome);
        if (lastError === null) return t('admin.payments.eventWaiting');
        if (!isRetried) return t('admin.payments.eventGivenUp', { attempts, error: lastError });
        return t('admin.payments.eventFailed', { count: attempts, error: lastError });
      },
    },
    {
      key: 'occurred',
      header: t('admin.payments.column.occurred'),
      cell: ({ occurredAt }) => <Timestamp at={occurredAt} now={now} />,
    },
    {
      key: 'received',
      header: t('admin.payments.column.received'),
      cell: ({ receivedAt }) => <Timestamp at={receivedAt} now={now} />,
    },
    {
      key: 'actions',
      header: t('admin.actions'),
      headerHidden: true,
      cell: ({ eventId, kind, canReplay }) =>
        canReplay && <ReplayEvent eventId={eventId} kind={kind} />,
    },
  ];
}
