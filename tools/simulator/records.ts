import type { OrderMoney } from '../invariants/money.ts';
import type { OrderRecord, ServiceRefundRecord, SessionRecord } from '../invariants/records.ts';
import { unitsBySku } from '../invariants/request-log.ts';
import type { CommittedState } from './committed-state.ts';
import type { ModelSession } from './payment-model.ts';
import type { ModelRefund, PaymentServiceModel } from './refund-model.ts';

/** An order as the shared invariants read it. */
export function findOrderRecord(state: CommittedState, orderId: string): OrderRecord | undefined {
  const { orders, payments, held_payments } = state.tables;
  const order = orders.get(orderId);
  if (!order) return undefined;
  const locks = state.locksOf(orderId);
  const active = locks.filter((lock) => lock.state === 'active');
  const payment = payments.get(orderId);
  const lines = locks.map(({ sku_id: skuId, quantity }) => ({ skuId, quantity }));
  return {
    orderId,
    status: order.status,
    email: order.email,
    buyerId: order.buyer_id,
    totalCents: order.total_cents,
    currency: order.currency,
    payBy: Date.parse(order.pay_by),
    lines: [...unitsBySku(lines)].map(([skuId, quantity]) => ({ skuId, quantity })),
    unitsLocked: active.reduce((sum, { quantity }) => sum + quantity, 0),
    payment: payment
      ? {
          state: payment.state,
          sessionId: payment.session_id,
          paymentIntentId: payment.payment_intent_id,
          paidCents: payment.paid_cents,
        }
      : null,
    refunds: state.refundsOf(orderId).map((refund) => ({
      refundId: refund.refund_id,
      serviceRefundId: refund.service_refund_id,
      paymentIntentId: refund.payment_intent_id,
      state: refund.state,
      amountCents: refund.amount_cents,
      isExternal: refund.reason === 'made_at_service',
    })),
    heldPaymentIntentIds: [...held_payments.values()]
      .filter((held) => held.order_id === orderId)
      .map((held) => held.payment_intent_id),
  };
}

/** An order with what the payment model says about its money. */
export function orderMoney(
  service: PaymentServiceModel,
  state: CommittedState,
  orderId: string,
): OrderMoney {
  const order = findOrderRecord(state, orderId);
  const sessions = service.payments.sessionsOf(orderId).map(sessionRecord);
  const intentIds = new Set(sessions.map((session) => session.paymentIntentId));
  const refunds = service.refunds.refunds
    .filter((refund) => intentIds.has(refund.paymentIntentId))
    .map(refundRecord);
  const { unreportedOrderIds } = service.payments;
  const isRecorded =
    ['paid', 'held'].includes(order?.payment?.state ?? '') || order?.heldPaymentIntentIds.length;
  if (isRecorded) unreportedOrderIds.delete(orderId);
  return { orderId, order, sessions, refunds, isUnreported: unreportedOrderIds.has(orderId) };
}

export function sessionRecord(session: ModelSession): SessionRecord {
  const { sessionId, orderId, status, paymentStatus, amountCents, currency } = session;
  return {
    sessionId,
    orderId,
    status,
    paymentStatus:
      paymentStatus === 'paid'
        ? 'captured'
        : paymentStatus === 'processing'
          ? 'processing'
          : 'none',
    amountCents,
    currency,
    paymentIntentId: session.intentId,
    isForeign: session.isForeign,
  };
}

function refundRecord(refund: ModelRefund): ServiceRefundRecord {
  const { serviceRefundId, paymentIntentId, refundId, state, amountCents } = refund;
  return { serviceRefundId, paymentIntentId, refundId, state, amountCents };
}
