import { entriesOf } from '../ledger/ledger.ts';
import type { OrderStory } from '../ledger/order-story.ts';
import type { Evidence, OrderRecord, ServiceRefundRecord, SessionRecord } from './evidence.ts';
import type { Finding } from './finding.ts';

/** Every unit of money at the payment service against the orders, and the other way round. */
export function checkMoney(
  evidence: Evidence,
  stories: ReadonlyMap<string, OrderStory>,
): Finding[] {
  const { shop, service } = evidence;
  const findings: Finding[] = [];
  const sessionsOf = Map.groupBy(service.sessions, (session) => session.orderId);
  const refundsOf = Map.groupBy(service.refunds, (refund) => refund.paymentIntentId);
  for (const [orderId, sessions] of sessionsOf) {
    const order = orderId === null ? undefined : shop.orders.get(orderId);
    if (sessions.length > 1) {
      const words = `order ${orderId} has ${sessions.length} payment sessions, not one`;
      findings.push({ kind: 'mismatched', words });
    }
    for (const session of sessions) {
      const given = refundsOf.get(session.paymentIntentId ?? '') ?? [];
      findings.push(...(order ? checkSession(order, session, given) : checkStray(session, given)));
    }
  }
  for (const order of shop.orders.values()) {
    const sessions = sessionsOf.get(order.orderId) ?? [];
    const captured = sessions.some((session) => session.money === 'captured');
    if (order.status === 'paid' && !captured) {
      const words = `order ${order.orderId} is paid, but the payment service has no money for it`;
      findings.push({ kind: 'mismatched', words });
    }
    findings.push(...checkRefunds(order, sessions, refundsOf));
  }
  findings.push(...checkPayers(evidence, stories, sessionsOf));
  return findings;
}

function checkStray(session: SessionRecord, given: readonly ServiceRefundRecord[]): Finding[] {
  const kept = keptCents(session, given);
  if (kept <= 0) return [];
  const words = `${kept} were paid in session ${session.sessionId}, whose order does not exist`;
  return [{ kind: 'lost', words }];
}

function checkSession(
  order: OrderRecord,
  session: SessionRecord,
  given: readonly ServiceRefundRecord[],
): Finding[] {
  const findings: Finding[] = [];
  const { orderId, status } = order;
  const kept = keptCents(session, given);
  if (status === 'cancelled' && kept > 0) {
    const words = `order ${orderId} is cancelled, but ${kept} of the money paid for it were not given back`;
    findings.push({ kind: 'lost', words });
  }
  if (kept < 0) {
    const words = `more was given back for order ${orderId} than was paid, by ${-kept}`;
    findings.push({ kind: 'mismatched', words });
  }
  // Money that does not fit is put aside, and fits again once it is given back.
  const isOtherMoney =
    session.amountCents !== order.totalCents || session.currency !== order.currency;
  if (isOtherMoney && (status === 'paid' || kept > 0)) {
    const words = `order ${orderId} costs ${order.totalCents} ${order.currency}, its payment is of ${session.amountCents} ${session.currency}`;
    findings.push({ kind: 'mismatched', words });
  }
  if (order.payment?.sessionId !== session.sessionId) {
    const words = `order ${orderId} names the session ${order.payment?.sessionId ?? '(none)'}, the payment service ${session.sessionId}`;
    findings.push({ kind: 'mismatched', words });
  }
  const recorded = order.payment?.state === 'held' ? session.amountCents : order.payment?.paidCents;
  if (session.money === 'captured' && recorded !== session.amountCents) {
    const words = `order ${orderId} has ${recorded ?? 0} recorded as paid, the payment service ${session.amountCents}`;
    findings.push({ kind: 'mismatched', words });
  }
  return findings;
}

/** What the shop has of the money of a session. */
function keptCents(session: SessionRecord, given: readonly ServiceRefundRecord[]): number {
  const taken = session.money === 'captured' ? session.amountCents : 0;
  return taken - sum(given.filter((refund) => refund.state === 'succeeded'));
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
    const same = made.filter((there) => isSame(refund, there));
    const succeeded = same.filter(({ state }) => state === 'succeeded');
    if (succeeded.length > 1) {
      const words = `refund ${refund.refundId} of order ${orderId} was made ${succeeded.length} times`;
      findings.push({ kind: 'mismatched', words });
    }
    const expected = refund.state === 'succeeded' ? refund.amountCents : 0;
    if (refund.state !== 'requested' && refund.state !== 'pending' && sum(succeeded) !== expected) {
      const words = `refund ${refund.refundId} of order ${orderId} is ${refund.state} over ${refund.amountCents}, the payment service gave back ${sum(succeeded)}`;
      findings.push({ kind: 'mismatched', words });
    }
  }
  for (const refund of made) {
    if (order.refunds.some((here) => isSame(here, refund))) continue;
    const words = `the payment service gave back ${refund.amountCents} for order ${orderId} (${refund.serviceRefundId}), which the shop does not know`;
    findings.push({ kind: 'mismatched', words });
  }
  return findings;
}

/** By our id, or by the service's for what was made at its dashboard. */
function isSame(here: OrderRecord['refunds'][number], there: ServiceRefundRecord): boolean {
  return here.refundId === there.refundId || here.serviceRefundId === there.serviceRefundId;
}

/** Shoppers who were told by the payment service that they have paid, and staff that they gave back. */
function checkPayers(
  { entries, shop }: Evidence,
  stories: ReadonlyMap<string, OrderStory>,
  sessionsOf: ReadonlyMap<string | null, readonly SessionRecord[]>,
): Finding[] {
  const findings: Finding[] = [];
  const payers = entriesOf(entries, 'act').filter(
    ({ orderId, outcome }) => outcome.is === 'told' && outcome.value.paid && stories.has(orderId),
  );
  for (const orderId of new Set(payers.map((entry) => entry.orderId))) {
    const captured = sessionsOf.get(orderId)?.some((session) => session.money === 'captured');
    if (captured) continue;
    const words = `the shopper of order ${orderId} was told to have paid, but the payment service has no such payment`;
    findings.push({ kind: 'lost', words });
  }
  for (const { orderId, outcome } of entriesOf(entries, 'refund')) {
    if (outcome.is !== 'told') continue;
    const { refundId } = outcome.value;
    const exists = shop.orders.get(orderId)?.refunds.some((refund) => refund.refundId === refundId);
    if (exists) continue;
    const words = `refund ${refundId} of order ${orderId} was acknowledged, and does not exist`;
    findings.push({ kind: 'lost', words });
  }
  return findings;
}

function sum(refunds: readonly ServiceRefundRecord[]): number {
  return refunds.reduce((total, refund) => total + refund.amountCents, 0);
}
