import type { ShopperActor, StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { recordStaffOutcome } from '../audit-trail/record-staff-action.ts';
import { closeOrders, type CloseOutcome } from './close-orders.ts';
import type { OrderStatus } from './order.ts';

/**
 * Cancels one order early, by the verb that closes it at X: its session is expired first, so an order
 * that turns out to be paid stays paid.
 *
 * @returns the order's status after it; `pending_payment` while a payment is in processing
 * @throws DomainError PAYMENT_SERVICE_UNAVAILABLE when there is no proof of non-payment
 */
export async function cancelOrder(
  deps: Deps,
  actor: ShopperActor | StaffActor,
  orderId: string,
): Promise<{ status: OrderStatus }> {
  const reason = `cancelled_by_${actor.kind}` as const;
  const outcome = (await closeOrders(deps, actor, [orderId], { reason })).get(orderId)!;
  const status = statusAfter(outcome);
  await recordStaffOutcome(deps, actor, { outcome: status });
  return { status };
}

/** The status of an order after closing it. @throws DomainError when it could not be closed */
export function statusAfter(outcome: CloseOutcome): OrderStatus {
  switch (outcome) {
    case 'cancelled':
    case 'paid':
      return outcome;
    case 'processing':
    case 'not_due':
      return 'pending_payment';
    case 'unresolved':
      throw new DomainError(
        { code: 'PAYMENT_SERVICE_UNAVAILABLE' },
        'The payment service does not answer right now, so the order cannot be cancelled safely yet. Try again in a moment.',
      );
    case 'missing_at_service':
      throw sessionMissingError();
    case 'unknown':
      throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such order.');
  }
}

export function sessionMissingError(): DomainError {
  return new DomainError(
    { code: 'PAYMENT_SESSION_MISSING' },
    'The payment service does not know the payment page of this order. An administrator must review it under "Payments that need review".',
  );
}
