import { isDue, type Order } from '../checkout/order.ts';
import { findOrders } from '../checkout/order-store.ts';
import { findPayments } from '../checkout/payment-store.ts';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import { isReturnProof } from '../platform/order-key.ts';
import type { SigningSecrets } from '../platform/signature.ts';
import { orderNotFoundError } from './order-view.ts';

/** A browser comes back within the payment window, or some days later to look again. */
const PROOF_MS = 7 * 24 * 60 * 60_000;

/** An order, and the proof from the address to which the payment page has sent a browser back. */
interface Return {
  orderId: string;
  proof: string;
}

/**
 * Finds the order that a return address names.
 * @throws DomainError NOT_FOUND when the proof is not this order's, or a week has passed since its window
 */
export async function findReturnedOrder(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  secrets: SigningSecrets,
  { orderId, proof }: Return,
): Promise<Order> {
  const isProved = isReturnProof(secrets, orderId, proof);
  const order = isProved ? (await findOrders(db, [orderId])).get(orderId) : undefined;
  if (order && clock.now() < addMs(order.payBy, PROOF_MS)) return order;
  throw orderNotFoundError();
}

/**
 * Whether an order is paid, for somebody who came back from paying it: a bank's app may open a browser that does
 * not know the order. Nothing of the person who ordered, nor what was ordered.
 * @throws DomainError NOT_FOUND
 */
export async function confirmPayment(deps: Deps, secrets: SigningSecrets, returned: Return) {
  const order = await findReturnedOrder(deps, secrets, returned);
  const payment = (await findPayments(deps.db, [order.orderId])).get(order.orderId);
  const isChecking =
    order.status === 'pending_payment' &&
    (payment?.state === 'processing' ||
      payment?.state === 'held' ||
      isDue(order, deps.clock.now()));
  const state: 'paid' | 'checking' | 'not_paid' =
    order.status === 'paid' ? 'paid' : isChecking ? 'checking' : 'not_paid';
  return {
    number: orderNumber(order.orderId),
    totalCents: order.totalCents,
    currency: order.currency,
    state,
    /** Whether the state can still change. */
    isOpen: order.status === 'pending_payment',
  };
}
