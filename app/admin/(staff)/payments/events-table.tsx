'use client';

import { Inbox } from 'lucide-react';
import type { Column } from '#app/ui/data-table.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { eventOutcomeText } from '../../ui/event-outcome-text.ts';
import { ListOf } from '../../ui/list-of.tsx';
import { OrderLink } from '../../ui/order-link.tsx';
import { When } from '../../ui/when.tsx';
import { useLiveQuery } from '../../frame/live.tsx';
import { paymentsHref } from './payments-query.ts';

type PaymentEvent = RouterOutputs['admin']['payments']['events']['events'][number];

/** The inbox: what the payment service told the shop, the newest first, and what it did. */
export function EventsTable({ cursor }: { cursor: string | undefined }) {
  const { t } = useTexts();
  const events = trpc.admin.payments.events.useQuery({ cursor }, useLiveQuery());
  const columnsFor = useColumns();
  return (
    <ListOf
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
  const { t } = useTexts();
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
      cell: ({ occurredAt }) => <When at={occurredAt} now={now} />,
    },
    {
      key: 'received',
      header: t('admin.payments.column.received'),
      cell: ({ receivedAt }) => <When at={receivedAt} now={now} />,
    },
  ];
}
