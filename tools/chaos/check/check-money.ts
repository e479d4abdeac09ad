import { filterEntries } from '../ledger/request-log.ts';
import type { OrderHistory } from '../ledger/order-history.ts';
import type { CheckInput, OrderRecord, ServiceRefundRecord, SessionRecord } from './check-input.ts';
import type { Finding } from './finding.ts';

/** Every unit of money at the payment service against the orders, and the other way round. */
export function checkMoney(
  evidence: CheckInput,
  orderHistories: ReadonlyMap<string, OrderHistory>,
): Finding[] {
  const { shop, service } = evidence;
  const findings: Finding[] = [];
  const sessionsOf = Map.groupBy(service.sessions, (session) => session.orderId);
  const refundsOf = Map.groupBy(service.refunds, (refund) => refund.paymentIntentId);
  for (const [orderId, sessions] of sessionsOf) {
    const order = orderId === null ? undefined : shop.orders.get(orderId);
    if (sessions.length > 1) {
      const message = `order ${orderId} has ${sessions.length} payment sessions, not one`;
      findings.push({ kind: 'mismatched', message });
    }
    for (const session of sessions) {
      const given = refundsOf.get(session.paymentIntentId ?? '') ?? [];
      findings.push(
        ...(order ? checkSession(order, session, given) : checkOrphanSession(session, given)),
      );
    }
  }
  for (const order of shop.orders.values()) {
    const sessions = sessionsOf.get(order.orderId) ?? [];
    const captured = sessions.some((session) => session.paymentStatus === 'captured');
    if (order.status === 'paid' && !captured) {
      const message = `order ${order.orderId} is paid, but the payment service has no money for it`;
      findings.push({ kind: 'mismatched', message });
    }
    findings.push(...checkRefunds(order, sessions, refundsOf));
  }
  findings.push(...checkAcknowledgedPayments(evidence, orderHistories, sessionsOf));
  return findings;
}

function checkOrphanSession(
  session: SessionRecord,
  given: readonly ServiceRefundRecord[],
): Finding[] {
  const kept = netCents(session, given);
  if (kept <= 0) return [];
  const message = `${kept} were paid in session ${session.sessionId}, whose order does not exist`;
  return [{ kind: 'lost', message }];
}

function checkSession(
  order: OrderRecord,
  session: SessionRecord,
  given: readonly ServiceRefundRecord[],
): Finding[] {
  const findings: Finding[] = [];
  const { orderId, status } = order;
  const kept = netCents(session, given);
  if (status === 'cancelled' && kept > 0) {
    const message = `order ${orderId} is cancelled, but ${kept} of the money paid for it were not given back`;
    findings.push({ kind: 'lost', message });
  }
  if (kept < 0) {
    const message = `more was given back for order ${orderId} than was paid, by ${-kept}`;
    findings.push({ kind: 'mismatched', message });
  }
  // Money that does not fit is put aside, and fits again once it is given back.
  const isOtherMoney =
    session.amountCents !== order.totalCents || session.currency !== order.currency;
  if (isOtherMoney && (status === 'paid' || kept > 0)) {
    const message = `order ${orderId} costs ${order.totalCents} ${order.currency}, its payment is of ${session.amountCents} ${session.currency}`;
    findings.push({ kind: 'mismatched', message });
  }
  if (order.payment?.sessionId !== session.sessionId) {
    const message = `order ${orderId} names the session ${order.payment?.sessionId ?? '(none)'}, the payment service ${session.sessionId}`;
    findings.push({ kind: 'mismatched', message });
  }
  const recorded = order.payment?.state === 'held' ? session.amountCents : order.payment?.paidCents;
  if (session.paymentStatus === 'captured' && recorded !== session.amountCents) {
    const message = `order ${orderId} has ${recorded ?? 0} recorded as paid, the payment service ${session.amountCents}`;
    findings.push({ kind: 'mismatched', message });
  }
  return findings;
}

/** What the shop has of the money of a session. */
function netCents(session: SessionRecord, given: readonly ServiceRefundRecord[]): number {
  const taken = session.paymentStatus === 'captured' ? session.amountCents : 0;
  return taken - sumCents(given.filter((refund) => refund.state === 'succeeded'));
}

function checkRefunds(
  order: OrderRecord,
  sessions: readonly SessionRecord[],
  refundsOf: ReadonlyMap<string, readonly ServiceRefundRecord[]>,
): Finding[] {
  const findings: Finding[] = [];
  const { orderId } = order;
  const made = sessions.flatMap(
    ({ paymentIntentId }) => refundsOf.get(paymentIntentId ?? '') ?? [],
  );
  for (const refund of order.refunds) {
    const same = made.filter((there) => isSameRefund(refund, there));
    const succeeded = same.filter(({ state }) => state === 'succeeded');
    if (succeeded.length > 1) {
      const message = `refund ${refund.refundId} of order ${orderId} was made ${succeeded.length} times`;
      findings.push({ kind: 'mismatched', message });
    }
    const expected = refund.state === 'succeeded' ? refund.amountCents : 0;
    if (
      refund.state !== 'requested' &&
      refund.state !== 'pending' &&
      sumCents(succeeded) !== expected
    ) {
      const message = `refund ${refund.refundId} of order ${orderId} is ${refund.state} over ${refund.amountCents}, the payment service gave back ${sumCents(succeeded)}`;
      findings.push({ kind: 'mismatched', message });
    }
  }
  for (const refund of made) {
    if (order.refunds.some((here) => isSameRefund(here, refund))) continue;
    const message = `the payment service gave back ${refund.amountCents} for order ${orderId} (${refund.serviceRefundId}), which the shop does not know`;
    findings.push({ kind: 'mismatched', message });
  }
  return findings;
}

/** By our id, or by the service's for what was made at its dashboard. */
function isSameRefund(here: OrderRecord['refunds'][number], there: ServiceRefundRecord): boolean {
  return here.refundId === there.refundId || here.serviceRefundId === there.serviceRefundId;
}

/** Shoppers who were told by the payment service that they have paid, and staff that they gave back. */
function checkAcknowledgedPayments(
  { requests: entries, shop }: CheckInput,
  orderHistories: ReadonlyMap<string, OrderHistory>,
  sessionsOf: ReadonlyMap<string | null, readonly SessionRecord[]>,
): Finding[] {
  const findings: Finding[] = [];
  const payers = filterEntries(entries, 'act').filter(
    ({ orderId, outcome }) =>
      outcome.kind === 'ok' && outcome.value.paid && orderHistories.has(orderId),
  );
  for (const orderId of new Set(payers.map((entry) => entry.orderId))) {
    const captured = sessionsOf
      .get(orderId)
      ?.some((session) => session.paymentStatus === 'captured');
    if (captured) continue;
    const message = `the shopper of order ${orderId} was told to have paid, but the payment service has no such payment`;
    findings.push({ kind: 'lost', message });
  }
  for (const { orderId, outcome } of filterEntries(entries, 'refund')) {
    if (outcome.kind !== 'ok') continue;
    const { refundId } = outcome.value;
    const exists = shop.orders.get(orderId)?.refunds.some((refund) => refund.refundId === refundId);
    if (exists) continue;
    const message = `refund ${refundId} of order ${orderId} was acknowledged, and does not exist`;
    findings.push({ kind: 'lost', message });
  }
  return findings;
}

function sumCents(refunds: readonly ServiceRefundRecord[]): number {
  return refunds.reduce((total, refund) => total + refund.amountCents, 0);
}
