import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { closeOrders } from './close-orders.ts';
import type { OrderStatus } from './order.ts';

/**
 * Cancels one order before its time, by the same verb that closes it at X: its payment is ended
 * first, so an order that turns out to be paid stays paid.
 *
 * @returns the order's status after it; `pending_payment` when the money is under way
 * @throws DomainError PAYMENT_SERVICE_UNAVAILABLE when there is no proof of non-payment to be had
 */
export async function cancelOrder(
  deps: Deps,
  orderId: string,
  reason: 'cancelled_by_shopper' | 'cancelled_by_staff',
): Promise<{ status: OrderStatus }> {
  const outcome = (await closeOrders(deps, [orderId], { reason })).get(orderId);
  switch (outcome) {
    case 'cancelled':
    case 'paid':
      return { status: outcome };
    case 'processing':
    case 'not_due':
      return { status: 'pending_payment' };
    case 'unresolved':
      throw new DomainError(
        { code: 'PAYMENT_SERVICE_UNAVAILABLE' },
        'The payment service does not answer right now, so the order cannot be cancelled safely yet. Try again in a moment.',
      );
    case 'unknown':
    case undefined:
      throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such order.');
  }
}
