import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { toEmailKey } from '../limits/email-key.ts';
import { deleteLimitRecords } from '../limits/limit-refusal-store.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import type { CustomerEmailInput } from '../shared/customer-schema.ts';
import { DomainError } from '../shared/errors.ts';
import { clearEventsWithText, eraseOrders, lockCustomerOrders } from './customer-data-store.ts';

/** Orders erased by one request; the answer says when there are more. */
const ORDERS_MAX = 1000;

/**
 * Erases who placed the orders with an e-mail address: address, name and e-mail, the raw events about
 * them, and what limits refused to the e-mail address. Orders, amounts and stock stay. The erasure is recorded by the orders' numbers.
 *
 * @returns how many orders were erased, and whether there are none left
 * @throws DomainError NOT_FOUND, or ORDERS_NOT_SETTLED while a payment, refund or dispute of one is open
 */
export async function eraseCustomerData(
  deps: Deps,
  actor: StaffActor,
  { customerEmail }: CustomerEmailInput,
): Promise<{ orders: number; isComplete: boolean }> {
  return await inTransaction(deps.db, async (trx) => {
    const found = await lockCustomerOrders(trx, customerEmail, ORDERS_MAX + 1);
    if (found.length === 0) {
      throw new DomainError({ code: 'NOT_FOUND' }, 'No order has this e-mail address.');
    }
    const unsettled = found.filter((order) => order.isUnsettled);
    if (unsettled.length > 0) {
      const numbers = unsettled.slice(0, 5).map(({ orderId }) => orderNumber(orderId));
      throw new DomainError(
        { code: 'ORDERS_NOT_SETTLED', orders: numbers },
        `Orders ${numbers.join(', ')} are not settled; erase after their payment, refund or dispute has ended.`,
      );
    }
    const orderIds = found.slice(0, ORDERS_MAX).map(({ orderId }) => orderId);
    await eraseOrders(trx, orderIds, deps.clock.now());
    await clearEventsWithText(trx, customerEmail);
    await deleteLimitRecords(trx, toEmailKey(customerEmail));
    const numbers = orderIds.map(orderNumber);
    await recordStaffAction(trx, actor, { outcome: 'erased', result: { orders: numbers } });
    return { orders: orderIds.length, isComplete: found.length <= ORDERS_MAX };
  });
}
