'use client';

import { clsx } from 'clsx';
import {
  Ban,
  CheckCircle2,
  Clock,
  CreditCard,
  Lock,
  LockOpen,
  Radio,
  ShoppingBag,
  Undo2,
  UserRound,
  type LucideIcon,
} from 'lucide-react';
import { actorText } from '#app/admin/ui/actor-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { eventOutcomeText, staffActionText, staffOutcomeText } from '#app/admin/ui/outcome-text.ts';
import type { OrderData } from './order-data.ts';

type Entry = OrderData['timeline'][number];

/** Everything that happened to an order, the oldest first, and what is scheduled. */
export function OrderTimeline({ details }: { details: OrderData }) {
  const { t, format } = useI18n();
  const textOf = useEntryText(details.order.currency);
  return (
    <>
      <ol className="relative flex flex-col gap-5 border-l-2 border-line pl-6">
        {details.timeline.map((entry, index) => {
          const Icon = iconOf(entry);
          const due = entry.kind === 'job' && entry.due;
          return (
            <li key={`${entry.at}-${index}`} className="relative">
              <span
                aria-hidden
                className={clsx(
                  'absolute top-0 -left-[2.3rem] flex size-6 items-center justify-center rounded-full border bg-surface text-ink-soft',
                  due ? 'border-dashed border-line-strong' : 'border-line',
                )}
              >
                <Icon className="size-3.5" />
              </span>
              <p className="break-words">{textOf(entry)}</p>
              <p className="text-sm text-ink-soft">
                <time dateTime={entry.at}>{format.exactDateTime(entry.at)}</time>
                {' · '}
                {due
                  ? t('admin.orders.timeline.due')
                  : t('admin.orders.timeline.by', { by: actorText(t, entry.by) })}
              </p>
            </li>
          );
        })}
      </ol>
      <p className="mt-5 text-sm text-ink-soft">{t('admin.orders.timeline.jobsNote')}</p>
    </>
  );
}

function useEntryText(currency: string): (entry: Entry) => string {
  const { t } = useI18n();
  const refundText = useRefundText(currency);
  return (entry) => {
    switch (entry.kind) {
      case 'placed':
        return t('admin.orders.timeline.placed', { count: entry.units });
      case 'locked': {
        const { quantity, code, locationName: location } = entry;
        return t('admin.orders.timeline.locked', { quantity, code, location });
      }
      case 'payment_requested':
        return t('admin.orders.timeline.payment_requested');
      case 'session_opened':
        return t('admin.orders.timeline.session_opened', { session: entry.sessionId });
      case 'event': {
        const event = t('admin.orders.timeline.event', { event: entry.eventKind });
        return `${event}: ${eventOutcomeText(t, entry.outcome)}`;
      }
      case 'job': {
        const { queue } = entry;
        const state = t(`admin.orders.timeline.jobStates.${entry.state}`);
        return entry.due && entry.state === 'created'
          ? t('admin.orders.timeline.jobDue', { queue })
          : t('admin.orders.timeline.job', { queue, state });
      }
      case 'settled': {
        const status = t(`order.status.${entry.status}`);
        if (!entry.reason) return status;
        const reason = t(`admin.orders.reason.${entry.reason}`);
        return t('admin.orders.timeline.settled', { status, reason });
      }
      case 'lock_settled': {
        const { quantity, code } = entry;
        return t(`admin.orders.timeline.lock_settled.${entry.state}`, { quantity, code });
      }
      case 'staff': {
        const action = staffActionText(t, entry.action);
        return `${action}: ${staffOutcomeText(t, entry.outcome)}`;
      }
      default:
        return refundText(entry);
    }
  };
}

type RefundEntry = Extract<Entry, { kind: `refund${string}` }>;

function useRefundText(currency: string): (entry: RefundEntry) => string {
  const { t, format } = useI18n();
  return (entry) => {
    const amount = format.money(entry.amountCents, currency);
    switch (entry.kind) {
      case 'refund': {
        const reason = t(`admin.orders.refundReasons.${entry.reason}`);
        const text = t('admin.orders.timeline.refund', { amount, reason });
        return entry.restock ? `${text}. ${t('admin.orders.restocked')}` : text;
      }
      case 'refund_made': {
        const state = t(`admin.orders.refundStates.${entry.state}`);
        return t('admin.orders.timeline.refund_made', { amount, state });
      }
      case 'refund_failed': {
        const text = t('admin.orders.timeline.refund_failed', { amount });
        return entry.error === null ? text : `${text}: ${entry.error}`;
      }
      case 'refund_resolved': {
        const resolution = t(`admin.payments.resolution.${entry.resolution}`);
        return t('admin.orders.timeline.refund_resolved', { amount, resolution });
      }
    }
  };
}

function iconOf(entry: Entry): LucideIcon {
  switch (entry.kind) {
    case 'placed':
      return ShoppingBag;
    case 'locked':
      return Lock;
    case 'payment_requested':
    case 'session_opened':
      return CreditCard;
    case 'event':
      return Radio;
    case 'job':
      return Clock;
    case 'settled':
      return entry.status === 'paid' ? CheckCircle2 : Ban;
    case 'lock_settled':
      return LockOpen;
    case 'staff':
      return UserRound;
    case 'refund':
    case 'refund_made':
    case 'refund_failed':
    case 'refund_resolved':
      return Undo2;
  }
}
