import type { CancelReason, OrderStatus, PaidReason } from '../orders/order.ts';
import type { Refund } from '../payments/refund-store.ts';
import type { LockView } from '../stock/list-locks.ts';
import type { JobState, OrderJob } from './queue-store.ts';
import type { StaffAction } from './staff-action-store.ts';

/** One thing that happened to an order, or is going to, with who or what did it. */
export type TimelineEntry = { at: string; by: string } & (
  | { kind: 'placed'; units: number }
  | { kind: 'locked'; quantity: number; code: string; locationName: string }
  | { kind: 'payment_requested'; sessionId: string | null }
  | { kind: 'event'; eventKind: string; outcome: string }
  | { kind: 'job'; queue: string; state: JobState; due: boolean }
  | { kind: 'settled'; status: OrderStatus; reason: PaidReason | CancelReason | null }
  | { kind: 'lock_settled'; state: 'consumed' | 'released'; quantity: number; code: string }
  | { kind: 'refund'; amountCents: number; reason: Refund['reason']; state: Refund['state'] }
  | { kind: 'staff'; action: string; outcome: string | null }
);

/** Who did what no person did. */
const SHOP = 'shop';
const WORKER = 'worker';
const PAYMENT_SERVICE = 'payment service';

export interface TimelineFacts {
  order: {
    email: string;
    status: OrderStatus;
    statusReason: string | null;
    placedAt: string;
    settledAt: string | null;
    lines: { quantity: number }[];
  };
  locks: LockView[];
  paymentRequest: { requestedAt: Date; sessionId: string | null } | null;
  events: { kind: string; outcome: string; receivedAt: Date }[];
  held: { heldAt: string }[];
  disputes: { openedAt: string }[];
  jobs: OrderJob[];
  actions: Pick<StaffAction, 'staff' | 'action' | 'outcome' | 'askedAt'>[];
  refunds: (Pick<Refund, 'amountCents' | 'reason' | 'state' | 'requestedBy'> & {
    requestedAt: string;
  })[];
}

/** The story of an order in order of time; what is still due comes last, at the time it is due. */
export function timelineOf(facts: TimelineFacts): TimelineEntry[] {
  const entries = [
    ...placing(facts),
    ...facts.actions.map(({ staff, action, outcome, askedAt }): TimelineEntry => ({
      at: askedAt.toISOString(),
      by: staff,
      kind: 'staff',
      action,
      outcome,
    })),
    ...paying(facts),
    ...facts.jobs.map(jobEntry),
    ...settling(facts),
    ...facts.refunds.map(
      ({ amountCents, reason, state, requestedBy, requestedAt }): TimelineEntry => ({
        at: requestedAt,
        by: requestedBy,
        kind: 'refund',
        amountCents,
        reason,
        state,
      }),
    ),
  ];
  // The sort is stable: what shares a moment stays in the order of its causes.
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function placing({ order, locks }: TimelineFacts): TimelineEntry[] {
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return [
    { at: order.placedAt, by: order.email, kind: 'placed', units },
    ...locks.map(({ quantity, code, locationName, lockedAt }): TimelineEntry => ({
      at: lockedAt,
      by: SHOP,
      kind: 'locked',
      quantity,
      code,
      locationName,
    })),
  ];
}

function paying(facts: TimelineFacts): TimelineEntry[] {
  const { order, paymentRequest, events, held, disputes } = facts;
  const received = events.map(({ kind, outcome, receivedAt }) =>
    eventEntry(receivedAt.toISOString(), kind, outcome),
  );
  // What was found by asking was told by no event.
  const isTold = (outcome: string) => events.some((event) => event.outcome === outcome);
  if (!isTold('held_for_staff')) {
    for (const { heldAt } of held) received.push(eventEntry(heldAt, 'payment', 'held_for_staff'));
  }
  if (!isTold('dispute_recorded')) {
    for (const { openedAt } of disputes) {
      received.push(eventEntry(openedAt, 'dispute', 'dispute_recorded'));
    }
  }
  if (!paymentRequest) return received;
  const { requestedAt, sessionId } = paymentRequest;
  return [
    { at: requestedAt.toISOString(), by: order.email, kind: 'payment_requested', sessionId },
    ...received,
  ];
}

function eventEntry(at: string, eventKind: string, outcome: string): TimelineEntry {
  return { at, by: PAYMENT_SERVICE, kind: 'event', eventKind, outcome };
}

function jobEntry(job: TimelineFacts['jobs'][number]): TimelineEntry {
  return {
    at: (job.completedAt ?? job.startAfter).toISOString(),
    by: WORKER,
    kind: 'job',
    queue: job.queue,
    state: job.state,
    due: job.completedAt === null,
  };
}

function settling({ order, locks }: TimelineFacts): TimelineEntry[] {
  const settled = locks.flatMap(({ state, quantity, code, settledAt }): TimelineEntry[] =>
    settledAt && state !== 'active'
      ? [{ at: settledAt, by: SHOP, kind: 'lock_settled', state, quantity, code }]
      : [],
  );
  if (!order.settledAt) return settled;
  const { status, settledAt } = order;
  const reason = order.statusReason as PaidReason | CancelReason | null;
  return [{ at: settledAt, by: SHOP, kind: 'settled', status, reason }, ...settled];
}
