import { addMs } from '../../platform/clock.ts';
import type { Order } from '../../checkout/order.ts';
import type { Dispute } from '../disputes/dispute-store.ts';
import {
  isTerminalUnpaid,
  type HeldPayment,
  type Payment,
  type PaymentState,
} from '../../checkout/payment.ts';
import type {
  Period,
  ServiceDispute,
  ServiceRefund,
  Session,
  SessionState,
} from '../../platform/payment-service.ts';
import type { Refund } from '../../checkout/refund-store.ts';

/** A difference between the payment service's records and ours. */
export interface Difference {
  kind: keyof typeof remedies;
  /** The payment service's id of the session, refund or dispute; ours for a refund not made. */
  subject: string;
  orderId: string | null;
  /** The record at the payment service and ours, where the kind alone does not say it. */
  there: RecordSnapshot | null;
  here: RecordSnapshot | null;
  /** The error message of the payment service. */
  said: string | null;
  /** The same as one line for the terminal. */
  detail: string;
  /** What staff should do. */
  remedy: string;
}

/** One side's record of a payment, refund or dispute; empty when there is none. */
export interface RecordSnapshot {
  payment?: SessionState['kind'] | PaymentState;
  refund?: Refund['state'];
  dispute?: Dispute['state'];
  money?: { amountCents: number; currency: string };
  sessionId?: string;
}

const checkPayment =
  'Check the order’s payment in the admin: this saves the payment service’s answer.';

const remedies = {
  order_unknown:
    'The session names an order that this database does not have. Check whether another shop uses the same payment account, or a restored backup lost orders. Refund its payment at the payment service.',
  session_not_recorded:
    'Expire this session at the payment service: it is not the session of the order. A payment in it would need review.',
  session_missing_at_service:
    'The payment service does not have this session. Check whether its keys or mode (test, live) have changed since the order was placed.',
  session_differs: `${checkPayment} If the order is overdue, the next sweep does the same.`,
  session_payable:
    'In the shop this payment has ended, but its session can still be paid. Expire it at the payment service. A payment that still arrives is refunded or needs review.',
  money_not_recorded: `${checkPayment} If this session is not the order’s own, the payment needs review.`,
  money_missing_at_service:
    'The order counts as paid, but the payment service has no payment. Do not ship it. Compare the order’s events with the payment service’s.',
  refund_not_recorded: checkPayment,
  refund_differs: `${checkPayment} If the amounts differ, compare them yourself.`,
  refund_missing_at_service:
    'The shop recorded a refund that the payment service does not have. If the shopper did not get the money, refund it again.',
  refund_not_made:
    'The refund is waiting for its job. Check the dead letters, or start a sweep to make overdue refunds.',
  dispute_not_recorded: `${checkPayment} Respond to the dispute at the payment service in time.`,
  dispute_differs: checkPayment,
  dispute_missing_at_service:
    'The shop recorded a dispute that the payment service does not have. Compare them yourself.',
} as const;

export function createDifference(
  kind: Difference['kind'],
  of: { subject: string; orderId: string | null },
  sides: { there?: RecordSnapshot; here?: RecordSnapshot; said?: string },
): Difference {
  const { subject, orderId } = of;
  const { there = null, here = null, said = null } = sides;
  const parts = [
    there && `there ${formatSnapshot(there)}`,
    here && `here ${formatSnapshot(here)}`,
    said,
  ];
  const detail = parts.filter((part) => part !== null).join('; ');
  return { kind, subject, orderId, there, here, said, detail, remedy: remedies[kind] };
}

function formatSnapshot({ money, payment, refund, dispute, sessionId }: RecordSnapshot): string {
  const amount = money && `${money.amountCents} ${money.currency}`;
  const parts = [amount, payment ?? refund ?? dispute, sessionId];
  return parts.filter((part) => part !== undefined).join(' ') || 'nothing';
}

const DAY_MS = 24 * 60 * 60_000;
/** So much is compared again each time, since both sides may have been slow. */
const OVERLAP_MS = 3 * DAY_MS;
/** What is younger may still be on its way here. */
const RECORD_AGE_MS_MIN = 15 * 60_000;
/** How long a difference that nobody mends is found again. */
const DIFFERENCE_LOOKBACK_MS_MAX = 30 * DAY_MS;
/** How old a refund may be that a bank returns. */
const REFUND_LOOKBACK_MS = 30 * DAY_MS;

/**
 * The period that the cron's next run compares: from where the last one ended, so that days without a
 * run leave no gap, but from where it began if it found differences, so that they stay in sight.
 * @param last the last run that compared all of its period
 */
export function nextPeriod(
  last: { period: Period; differenceCount: number } | null,
  now: Date,
): Period {
  const froms = [addMs(now, -OVERLAP_MS)];
  if (last) froms.push(last.period.to);
  if (last && last.differenceCount > 0) {
    froms.push(latest(last.period.from, addMs(now, -DIFFERENCE_LOOKBACK_MS_MAX)));
  }
  return { from: froms.reduce(earliest), to: addMs(now, -RECORD_AGE_MS_MIN) };
}

/** The same with the days before it in which a refund was made that a bank may have returned since. */
export function withRefundLookback({ from, to }: Period): Period {
  return { from: earliest(from, addMs(to, -REFUND_LOOKBACK_MS)), to };
}

function earliest(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function latest(a: Date, b: Date): Date {
  return a > b ? a : b;
}

/** What we have of one order's money. */
export interface LocalPayment {
  order: Order | undefined;
  payment: Payment | undefined;
  held: readonly HeldPayment[];
}

/**
 * Compares one session with what we have of its order.
 * @returns null when both say the same, or the session is none of this shop's
 */
export function compareSession(session: Session, ours: LocalPayment): Difference | null {
  const { sessionId, orderId, state } = session;
  if (!orderId) return null;
  const of = { subject: sessionId, orderId };
  if (!ours.order) return createDifference('order_unknown', of, { there: { payment: state.kind } });
  if (state.kind === 'paid') return comparePaid(session, state, ours);
  const { payment } = ours;
  if (payment?.sessionId !== sessionId) {
    // Nobody can pay on an ended session; one whose opening was never answered is found by closing.
    const isHarmless = state.kind === 'expired' || state.kind === 'failed';
    const isAskedFor = payment?.state === 'requested' && ours.order.status === 'pending_payment';
    if (isHarmless || isAskedFor) return null;
    const here = { sessionId: payment?.sessionId ?? undefined };
    return createDifference('session_not_recorded', of, { there: { payment: state.kind }, here });
  }
  const sides = { there: { payment: state.kind }, here: { payment: payment.state } };
  if (payment.state === 'paid' || payment.state === 'held') {
    return createDifference('money_missing_at_service', of, sides);
  }
  if (matchingLocalStates[state.kind].includes(payment.state)) return null;
  const isPayable = state.kind === 'open' && isTerminalUnpaid(payment);
  return createDifference(isPayable ? 'session_payable' : 'session_differs', of, sides);
}

const matchingLocalStates: Record<
  Exclude<SessionState['kind'], 'paid'>,
  readonly PaymentState[]
> = {
  open: ['requested', 'open'],
  expired: ['expired'],
  processing: ['processing'],
  failed: ['failed'],
};

function comparePaid(
  { sessionId, orderId }: Session,
  there: Extract<SessionState, { kind: 'paid' }>,
  { payment, held }: LocalPayment,
): Difference | null {
  const { paymentIntentId, amountCents, currency } = there;
  const aside = held.find((money) => money.paymentIntentId === paymentIntentId);
  const counted =
    payment?.state === 'paid' && payment.paymentIntentId === paymentIntentId ? payment : null;
  const hereCents = aside?.amountCents ?? counted?.paidCents;
  const hereCurrency = aside?.currency ?? counted?.currency;
  if (hereCents === amountCents && hereCurrency === currency) return null;
  const here: RecordSnapshot = { payment: payment?.state };
  if (typeof hereCents === 'number' && typeof hereCurrency === 'string') {
    here.money = { amountCents: hereCents, currency: hereCurrency };
  }
  return createDifference(
    'money_not_recorded',
    { subject: sessionId, orderId },
    { there: { payment: 'paid', money: { amountCents, currency } }, here },
  );
}

/** @param orderId of the order whose money it is; null when it is none of this shop's */
export function compareRefund(
  there: ServiceRefund,
  here: Refund | undefined,
  orderId: string | null,
): Difference | null {
  if (!orderId) return null;
  const of = { subject: there.serviceRefundId, orderId };
  if (!here) return createDifference('refund_not_recorded', of, { there: refundSnapshot(there) });
  const isSame =
    there.state === here.state &&
    there.amountCents === here.amountCents &&
    there.currency === here.currency;
  if (isSame) return null;
  const sides = { there: refundSnapshot(there), here: refundSnapshot(here) };
  return createDifference('refund_differs', of, sides);
}

/** @param orderId of the order whose money it is; null when it is none of this shop's */
export function compareDispute(
  there: ServiceDispute,
  here: Dispute | undefined,
  orderId: string | null,
): Difference | null {
  if (!orderId) return null;
  const of = { subject: there.disputeId, orderId };
  if (!here) return createDifference('dispute_not_recorded', of, { there: disputeSnapshot(there) });
  const isSame =
    there.state === here.state &&
    there.amountCents === here.amountCents &&
    there.currency === here.currency;
  if (isSame) return null;
  const sides = { there: disputeSnapshot(there), here: disputeSnapshot(here) };
  return createDifference('dispute_differs', of, sides);
}

function refundSnapshot({ state, amountCents, currency }: ServiceRefund | Refund): RecordSnapshot {
  return { refund: state, money: { amountCents, currency } };
}

function disputeSnapshot({
  state,
  amountCents,
  currency,
}: ServiceDispute | Dispute): RecordSnapshot {
  return { dispute: state, money: { amountCents, currency } };
}
