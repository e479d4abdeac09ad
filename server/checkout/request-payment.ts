import { inTransaction } from '#db/transaction.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { PaymentServiceError } from '../platform/payment-service.ts';
import { findPayments, insertPayment, storeSession } from './payment-store.ts';
import { isDue, type Order } from './order.ts';
import { findOrderLines, findOrders, lockOrders } from './order-store.ts';

/**
 * Returns the URL of the page where an order is paid: its one session at the payment service, opened by
 * the first request.
 *
 * The attempt is recorded before the payment service is called, so that closing expires the session. If
 * the process dies in between, a repeated call gets the same session, since the order id is the
 * idempotency key.
 *
 * @throws DomainError NOT_FOUND, ORDER_NOT_PAYABLE or PAYMENT_SERVICE_UNAVAILABLE; in the last case the
 *   order stays valid, and the shopper can try again
 */
export async function requestPayment(
  deps: Deps,
  actor: Actor,
  orderId: string,
): Promise<{ url: string }> {
  const { order, url } = await recordAttempt(deps, orderId);
  if (url) return { url };

  const lines = await findOrderLines(deps.db, [orderId]);
  const opened = await openSession(deps, actor, order, lines);
  const session = await storeSession(deps.db, orderId, opened, deps.clock.now());

  if (!session.url) {
    const { status } = (await findOrders(deps.db, [orderId])).get(orderId)!;
    throw notPayableError(status);
  }
  return { url: session.url };
}

async function recordAttempt(
  deps: Deps,
  orderId: string,
): Promise<{ order: Order; url: string | null }> {
  return await inTransaction(deps.db, async (trx) => {
    // They run in this order: order and payment are read once the order is locked.
    const [, orders, payments] = await Promise.all([
      lockOrders(trx, [orderId]),
      findOrders(trx, [orderId]),
      findPayments(trx, [orderId]),
    ]);
    const order = orders.get(orderId);
    const now = deps.clock.now();
    if (!order) throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such order.');
    if (order.status !== 'pending_payment' || isDue(order, now))
      throw notPayableError(order.status);

    const payment = payments.get(orderId);
    if (!payment) {
      const { totalCents: amountCents, currency } = order;
      await insertPayment(trx, { orderId, amountCents, currency }, now);
      return { order, url: null };
    }
    if (payment.state !== 'requested' && payment.state !== 'open')
      throw notPayableError(payment.state);
    return { order, url: payment.sessionUrl };
  });
}

async function openSession(
  deps: Deps,
  actor: Actor,
  ...[order, lines]: Parameters<Deps['payments']['openSession']>
) {
  try {
    return await deps.payments.openSession(order, lines);
  } catch (error) {
    if (!(error instanceof PaymentServiceError)) throw error;
    deps.log.warn(
      { err: error, orderId: order.orderId, actor: formatActor(actor) },
      'cannot open a payment session',
    );
    if (error.outcome === 'refused') throw notPayableError('refused');
    const kind = error.outcome === 'not_sent' ? 'not_sent' : 'unknown';
    throw new DomainError({ code: 'PAYMENT_SERVICE_UNAVAILABLE' }, unavailableMessages[kind]);
  }
}

const unavailableMessages = {
  unknown:
    'The payment service does not answer right now. Nothing was charged, and your items stay reserved until the payment time ends; try again in a moment.',
  not_sent:
    'The payment service is down right now. Nothing was charged, and your items stay reserved until the payment time ends; try again in a minute.',
};

function notPayableError(status: string): DomainError {
  return new DomainError(
    { code: 'ORDER_NOT_PAYABLE', status },
    notPayableMessages[status] ??
      'This order can no longer be paid; nothing was charged. See the order for details.',
  );
}

const notPayableMessages: Record<string, string | undefined> = {
  paid: 'This order is already paid.',
  processing:
    'Your payment is being processed, which can take some days; do not pay again. The order shows when it has arrived.',
  held: 'We received a payment that does not match this order. Our staff will refund it; please do not pay again.',
  refused:
    'The payment service does not accept this order. Nothing was charged, and its items go back on sale when the payment time ends; please ask us for another way to pay.',
};
