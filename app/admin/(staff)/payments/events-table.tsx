'use client';

import { Inbox } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { eventOutcomeText } from '../../ui/event-outcome-text.ts';
import { PaginatedTable } from '../../ui/paginated-table.tsx';
import { OrderLink } from '../../ui/order-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveQueryOptions } from '../../frame/live-updates.tsx';
import { paymentsHref } from './payments-query.ts';

type PaymentEvent = RouterOutputs['admin']['payments']['events']['events'][number];

/** The inbox: what the payment service told the shop, the newest first, and what it did. */
export function EventsTable({ cursor }: { cursor: string | undefined }) {
  const { t } = useI18n();
  const events = trpc.admin.payments.events.useQuery({ cursor }, useLiveQueryOptions());
  const columnsFor = useColumns();
  return (
    <PaginatedTable
      query={events}
      caption={t('admin.payments.events')}
      rowsOf={(data) => data.events}
      columnsFor={({ now }) => columnsFor(now)}
      keyOf={({ orderId, eventId }) => orderId + eventId}
      cursor={cursor}
      hrefFor={(at) => paymentsHref({ view: 'events', cursor: at })}
      empty={{
        title: t('admin.payments.noEvents'),
        text: t('admin.payments.noEventsText'),
        icon: Inbox,
      }}
    />
  );
}

function useColumns(): (now: string) => Column<PaymentEvent>[] {
  const { t } = useI18n();
  return (now) => [
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
        outcome === 'unknown_order' ? '–' : <OrderLink orderId={orderId} number={number} />,
    },
    {
      key: 'outcome',
      header: t('admin.payments.column.outcome'),
      cell: ({ outcome }) => eventOutcomeText(t, outcome),
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
  ];
}
