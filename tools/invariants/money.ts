import type {
  OrderRecord,
  RefundRecord,
  ServiceRecords,
  ServiceRefundRecord,
  SessionRecord,
  ShopRecords,
} from './records.ts';
import type { Report } from './rules.ts';

/** One order and the payment service's records about it. */
export interface OrderMoney {
  orderId: string | null;
  /** Undefined when the database has no such order. */
  order: OrderRecord | undefined;
  sessions: readonly SessionRecord[];
  refunds: readonly ServiceRefundRecord[];
  /** Money arrived after the session expired, and its event has not been applied yet. */
  isUnreported?: boolean;
}

/** Joins the records of shop and payment service by order. */
export function groupByOrder(
  orders: ShopRecords['orders'],
  { sessions, refunds }: ServiceRecords,
): OrderMoney[] {
  const sessionsByOrder = Map.groupBy(sessions, (session) => session.orderId);
  const refundsByIntent = Map.groupBy(refunds, (refund) => refund.paymentIntentId);
  return [...new Set([...orders.keys(), ...sessionsByOrder.keys()])].map((orderId) => {
    const ofOrder = sessionsByOrder.get(orderId) ?? [];
    return {
      orderId,
      order: orderId === null ? undefined : orders.get(orderId),
      sessions: ofOrder,
      refunds: ofOrder.flatMap(
        (session) => refundsByIntent.get(session.paymentIntentId ?? '') ?? [],
      ),
    };
  });
}

/** What must hold after every commit of the shop and every change at the payment service. */
export function checkMoney(money: OrderMoney, report: Report): void {
  const { order, orderId, sessions } = money;
  const own = sessions.filter((session) => !session.isForeign);
  if (own.length > 1) {
    report('money/one-session-per-order', `order ${orderId} has ${own.length} payment sessions`);
  }
  if (!order) return;
  if (order.status === 'paid' && !sessions.some((session) => pays(session, order))) {
    const captured = sessions.filter((session) => session.paymentStatus === 'captured');
    const amounts = captured.map(({ amountCents, currency }) => `${amountCents} ${currency}`);
    report(
      'money/paid-order-has-exact-payment',
      `order ${orderId} costs ${order.totalCents} ${order.currency}, captured: ${amounts.join(', ') || 'nothing'}`,
    );
  }
  if (order.status === 'cancelled') {
    for (const session of own) checkCancelled(order, session, money, report);
  }
  for (const session of sessions) checkRefundedTotal(order, session, money, report);
  checkRefundsMade(order, money.refunds, report);
}

/** An order is cancelled only with proof that it cannot be paid, and its money goes back. */
function checkCancelled(
  order: OrderRecord,
  session: SessionRecord,
  money: OrderMoney,
  report: Report,
): void {
  const { orderId } = order;
  if (session.status === 'open' || session.paymentStatus === 'processing') {
    const state = session.status === 'open' ? 'open' : 'processing';
    report(
      'money/cancelled-order-not-payable',
      `order ${orderId}: ${session.sessionId} is ${state}`,
    );
  }
  if (session.paymentStatus !== 'captured' || money.isUnreported) return;
  if (order.heldPaymentIntentIds.includes(session.paymentIntentId ?? '')) return;
  const refunding = sumCents(refundsOf(order, session));
  if (refunding < session.amountCents) {
    const detail = `order ${orderId} is cancelled, ${session.amountCents} were paid and ${refunding} are being refunded`;
    report('money/late-money-refunded', detail);
  }
}

/** Never more is refunded than was captured, by the shop's records and by the service's. */
function checkRefundedTotal(
  order: OrderRecord,
  session: SessionRecord,
  { refunds }: OrderMoney,
  report: Report,
): void {
  const captured = session.paymentStatus === 'captured' ? session.amountCents : 0;
  const recorded = refundsOf(order, session);
  const made = recorded.filter(({ state }) => state === 'pending' || state === 'succeeded');
  // The service itself subtracts what was refunded at its dashboard meanwhile.
  const requested = recorded.filter(({ state, isExternal }) => state !== 'failed' && !isExternal);
  const atService = refunds.filter(
    (refund) => refund.paymentIntentId === session.paymentIntentId && refund.state === 'succeeded',
  );
  const refunded = Math.max(sumCents(made), sumCents(requested), sumCents(atService));
  if (refunded > captured) {
    const detail = `order ${order.orderId}, ${session.sessionId}: ${refunded} refunded of ${captured}`;
    report('money/refunds-within-captured', detail);
  }
}

function checkRefundsMade(
  order: OrderRecord,
  refunds: readonly ServiceRefundRecord[],
  report: Report,
): void {
  const requested = refunds.filter(({ refundId, state }) => refundId && state !== 'failed');
  for (const refund of requested) {
    const record = order.refunds.find(({ refundId }) => refundId === refund.refundId);
    const name = `refund ${refund.refundId} of order ${order.orderId}`;
    if (record?.amountCents !== refund.amountCents) {
      const detail = `${name}: ${record?.amountCents ?? 'nothing'} recorded, ${refund.amountCents} made`;
      report('money/refund-recorded-as-made', detail);
    }
    const duplicate = requested.find(
      (other) => other.refundId === refund.refundId && other !== refund,
    );
    const isOther = (record?.serviceRefundId ?? refund.serviceRefundId) !== refund.serviceRefundId;
    if (duplicate || isOther) report('money/refund-made-once', name);
  }
}

/** What must hold at the end, when everything has been reported, reconciled and retried. */
export function checkFinalMoney(money: OrderMoney, report: Report): void {
  const { order, sessions, refunds } = money;
  for (const session of sessions) {
    const name = `session ${session.sessionId} of order ${money.orderId}`;
    const ofSession = refunds.filter(
      (refund) =>
        refund.paymentIntentId === session.paymentIntentId && refund.state === 'succeeded',
    );
    const kept = capturedCents(session) - sumCents(ofSession);
    if (!order) {
      if (kept > 0) report('money/money-belongs-to-an-order', `${name}: ${kept} for no order`);
      continue;
    }
    const isCounted = order.payment?.paymentIntentId === session.paymentIntentId;
    if (kept > 0 && !(order.status === 'paid' && isCounted)) {
      report('money/late-money-refunded', `${name}: ${kept} kept, the order is ${order.status}`);
    }
    if (session.isForeign) continue;
    if (order.payment?.sessionId !== session.sessionId) {
      report(
        'money/session-recorded',
        `${name}: recorded is ${order.payment?.sessionId ?? 'none'}`,
      );
    }
    const recorded =
      order.payment?.state === 'held' ? session.amountCents : order.payment?.paidCents;
    if (session.paymentStatus === 'captured' && recorded !== session.amountCents) {
      const detail = `${name}: ${recorded ?? 0} recorded as paid, ${session.amountCents} captured`;
      report('money/payment-recorded', detail);
    }
  }
  if (!order) return;
  for (const refund of order.refunds) {
    if (refund.state === 'requested' || refund.state === 'pending') continue;
    const made = refunds.filter((other) => isSame(refund, other) && other.state === 'succeeded');
    const expected = refund.state === 'succeeded' ? refund.amountCents : 0;
    if (made.length > 1 || sumCents(made) !== expected) {
      const detail = `refund ${refund.refundId} of order ${order.orderId}: ${expected} recorded, ${sumCents(made)} made`;
      report('money/refund-recorded-as-made', detail);
    }
  }
  for (const refund of refunds) {
    if (order.refunds.some((record) => isSame(record, refund))) continue;
    const detail = `${refund.serviceRefundId} of order ${order.orderId} over ${refund.amountCents}`;
    report('money/service-refund-recorded', detail);
  }
}

function pays(session: SessionRecord, order: OrderRecord): boolean {
  return (
    session.paymentStatus === 'captured' &&
    session.amountCents === order.totalCents &&
    session.currency === order.currency
  );
}

function refundsOf(order: OrderRecord, session: SessionRecord): RefundRecord[] {
  return order.refunds.filter((refund) => refund.paymentIntentId === session.paymentIntentId);
}

function capturedCents(session: SessionRecord): number {
  return session.paymentStatus === 'captured' ? session.amountCents : 0;
}

/** By our id, or by the service's for a refund made at its dashboard. */
function isSame(record: RefundRecord, refund: ServiceRefundRecord): boolean {
  return record.refundId === refund.refundId || record.serviceRefundId === refund.serviceRefundId;
}

function sumCents(amounts: readonly { amountCents: number }[]): number {
  return amounts.reduce((sum, { amountCents }) => sum + amountCents, 0);
}
