import type { StoredActor } from '../platform/actor.ts';
import type { CancelReason, OrderStatus, PaidReason } from '../checkout/order.ts';
import type { Refund } from '../checkout/refund-store.ts';
import type { LockView } from '../inventory/list-locks.ts';
import type { OrderJob } from '../queues/queue-store.ts';
import type { StaffAction } from '../audit-trail/staff-action-store.ts';

/** One thing that happened to an order, or is going to, with who or what did it. */
export type TimelineEntry = { at: string; by: StoredActor } & (
  | { kind: 'placed'; units: number }
  | { kind: 'locked'; quantity: number; code: string; locationName: string }
  | { kind: 'payment_requested' }
  | { kind: 'session_opened'; sessionId: string }
  | { kind: 'event'; eventKind: string; outcome: string }
  | { kind: 'job'; queue: string; state: OrderJob['state']; due: boolean }
  | { kind: 'settled'; status: OrderStatus; reason: PaidReason | CancelReason | null }
  | { kind: 'lock_settled'; state: 'consumed' | 'released'; quantity: number; code: string }
  | {
      kind: 'refund';
      amountCents: number;
      reason: Refund['reason'];
      restock: boolean;
    }
  | { kind: 'refund_made'; amountCents: number; state: Refund['state'] }
  | { kind: 'refund_failed'; amountCents: number; error: string | null }
  | { kind: 'refund_resolved'; amountCents: number; resolution: NonNullable<Refund['resolution']> }
  | { kind: 'staff'; action: string; outcome: string | null }
);

const SHOP: StoredActor = { kind: 'system', id: null };
const WORKER: StoredActor = { kind: 'system', id: 'worker' };
const PAYMENT_SERVICE: StoredActor = { kind: 'payment_service', id: null };
const STAFF: StoredActor = { kind: 'staff', id: null };

/** A staff request settles an order within this time, or not at all. */
const ATTRIBUTION_WINDOW_MS = 60_000;

export interface TimelineInput {
  order: {
    email: string;
    status: OrderStatus;
    statusReason: string | null;
    placedAt: string;
    settledAt: string | null;
    lines: { quantity: number }[];
  };
  locks: LockView[];
  paymentRequest: {
    requestedAt: Date;
    sessionId: string | null;
    sessionCreatedAt: Date | null;
  } | null;
  events: { kind: string; outcome: string; receivedAt: Date }[];
  held: { heldAt: string }[];
  disputes: { openedAt: string }[];
  jobs: OrderJob[];
  actions: Pick<StaffAction, 'staff' | 'action' | 'outcome' | 'requestedAt'>[];
  refunds: (Pick<
    Refund,
    'amountCents' | 'reason' | 'state' | 'restock' | 'lastError' | 'resolution'
  > & {
    requestedBy: StoredActor;
    resolvedBy: StoredActor | null;
    requestedAt: string;
    madeAt: string | null;
    updatedAt: string;
    resolvedAt: string | null;
  })[];
}

/** The timeline of an order, oldest first; jobs that are still due come last. */
export function buildTimeline(input: TimelineInput): TimelineEntry[] {
  const entries = [
    ...placementEntries(input),
    ...input.actions.map(({ staff, action, outcome, requestedAt }): TimelineEntry => ({
      at: requestedAt.toISOString(),
      by: { kind: 'staff', id: staff },
      kind: 'staff',
      action,
      outcome,
    })),
    ...paymentEntries(input),
    ...input.jobs.map(jobEntry),
    ...settlementEntries(input),
    ...input.refunds.flatMap(refundEntries),
  ];
  // The sort is stable: what shares a moment stays in the order of its causes.
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function placementEntries({ order, locks }: TimelineInput): TimelineEntry[] {
  const units = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return [
    { at: order.placedAt, by: shopper(order), kind: 'placed', units },
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

function shopper({ email }: TimelineInput['order']): StoredActor {
  return { kind: 'shopper', id: email };
}

function paymentEntries(input: TimelineInput): TimelineEntry[] {
  const { order, paymentRequest, events, held, disputes } = input;
  const received = events.map(({ kind, outcome, receivedAt }) =>
    eventEntry(receivedAt.toISOString(), kind, outcome),
  );
  // A result that we asked for has no event; it is listed by its own time.
  const isReported = (outcome: string) => events.some((event) => event.outcome === outcome);
  if (!isReported('held_for_staff')) {
    for (const { heldAt } of held) received.push(eventEntry(heldAt, 'payment', 'held_for_staff'));
  }
  if (!isReported('dispute_recorded')) {
    for (const { openedAt } of disputes) {
      received.push(eventEntry(openedAt, 'dispute', 'dispute_recorded'));
    }
  }
  if (!paymentRequest) return received;
  const { requestedAt, sessionId, sessionCreatedAt } = paymentRequest;
  const requested: TimelineEntry[] = [
    { at: requestedAt.toISOString(), by: shopper(order), kind: 'payment_requested' },
  ];
  if (sessionId && sessionCreatedAt) {
    // The payment service rounds to seconds: the page opens after it was requested.
    const at = new Date(Math.max(requestedAt.getTime(), sessionCreatedAt.getTime())).toISOString();
    requested.push({ at, by: PAYMENT_SERVICE, kind: 'session_opened', sessionId });
  }
  return [...requested, ...received];
}

function eventEntry(at: string, eventKind: string, outcome: string): TimelineEntry {
  return { at, by: PAYMENT_SERVICE, kind: 'event', eventKind, outcome };
}

function jobEntry(job: TimelineInput['jobs'][number]): TimelineEntry {
  return {
    at: (job.completedAt ?? job.startAfter).toISOString(),
    by: WORKER,
    kind: 'job',
    queue: job.queue,
    state: job.state,
    due: job.completedAt === null,
  };
}

function refundEntries(refund: TimelineInput['refunds'][number]): TimelineEntry[] {
  const { amountCents, reason, restock, state, requestedBy, requestedAt, lastError } = refund;
  const { madeAt, updatedAt, resolution, resolvedAt, resolvedBy } = refund;
  const entries: TimelineEntry[] = [
    { at: requestedAt, by: requestedBy, kind: 'refund', amountCents, reason, restock },
  ];
  if (madeAt) {
    // The payment service reports whole seconds.
    const at = madeAt < requestedAt ? requestedAt : madeAt;
    const madeState = state === 'failed' ? 'pending' : state;
    entries.push({ at, by: PAYMENT_SERVICE, kind: 'refund_made', amountCents, state: madeState });
  }
  // `updatedAt` is the time of the failure only until staff resolve it.
  if (state === 'failed' && !resolution) {
    const error = lastError;
    entries.push({ at: updatedAt, by: PAYMENT_SERVICE, kind: 'refund_failed', amountCents, error });
  }
  if (resolution && resolvedAt) {
    const by = resolvedBy ?? SHOP;
    entries.push({ at: resolvedAt, by, kind: 'refund_resolved', amountCents, resolution });
  }
  return entries;
}

function settlementEntries({ order, locks, actions }: TimelineInput): TimelineEntry[] {
  const by = order.settledAt ? settledBy(order, actions) : SHOP;
  const settled = locks.flatMap(({ state, quantity, code, settledAt }): TimelineEntry[] =>
    settledAt && state !== 'active'
      ? [{ at: settledAt, by, kind: 'lock_settled', state, quantity, code }]
      : [],
  );
  if (!order.settledAt) return settled;
  const { status, settledAt } = order;
  const reason = order.statusReason as PaidReason | CancelReason | null;
  return [{ at: settledAt, by, kind: 'settled', status, reason }, ...settled];
}

/** Procedures by which staff settle an order. */
const ORDER_ENDING_ACTIONS = [
  'admin.orders.cancel',
  'admin.locks.recover',
  'admin.payments.lookUp',
];

/** Who settled the order: staff who requested it just before, else the actor of its reason. */
function settledBy(order: TimelineInput['order'], actions: TimelineInput['actions']): StoredActor {
  const { settledAt, statusReason } = order;
  const request = actions.findLast(
    ({ action, outcome, requestedAt }) =>
      ORDER_ENDING_ACTIONS.includes(action) &&
      outcome !== null &&
      ['cancelled', 'paid', 'released', 'consumed', 'done'].includes(outcome) &&
      Math.abs(Date.parse(settledAt!) - requestedAt.getTime()) < ATTRIBUTION_WINDOW_MS,
  );
  const staff: StoredActor | null = request ? { kind: 'staff', id: request.staff } : null;
  switch (statusReason) {
    case 'payment_received':
    case 'payment_failed':
      return PAYMENT_SERVICE;
    case 'cancelled_by_shopper':
      return shopper(order);
    case 'cancelled_by_staff':
      return staff ?? STAFF;
    default:
      return staff ?? WORKER;
  }
}
