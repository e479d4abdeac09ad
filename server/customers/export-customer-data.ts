import { formatAddress } from '../addresses/format-address.ts';
import { recordStaffOutcome } from '../audit-trail/record-staff-action.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import type { CustomerEmailInput } from '../shared/customer-schema.ts';
import { findCustomerOrders } from './customer-data-store.ts';

/** Orders in one export; the answer says when there are more. */
const ORDERS_MAX = 1000;

/**
 * All that is kept about a customer, by e-mail address, for the customer. The export is recorded by the
 * numbers of its orders, without the address.
 */
export async function exportCustomerData(
  deps: Deps,
  actor: StaffActor,
  { customerEmail }: CustomerEmailInput,
) {
  const found = await findCustomerOrders(deps.db, customerEmail, ORDERS_MAX + 1);
  const orders = found.slice(0, ORDERS_MAX).map((order) => ({
    ...order,
    number: orderNumber(order.orderId),
    addressLines: formatAddress(order.shippingAddress),
  }));
  const numbers = orders.map(({ number }) => number);
  await recordStaffOutcome(deps, actor, { outcome: 'exported', result: { orders: numbers } });
  return {
    customerEmail,
    exportedAt: deps.clock.now().toISOString(),
    orders,
    isTruncated: found.length > ORDERS_MAX,
  };
}
