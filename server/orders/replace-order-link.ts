import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { findOrders } from '../checkout/order-store.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { orderNotFoundError } from './order-view.ts';
import { replaceLink } from './order-link-store.ts';

/**
 * Replaces the link of an order: nobody can open the order with an earlier one any more, nor with what a
 * browser remembers of it. A repeated request replaces it once more.
 * @throws DomainError NOT_FOUND; for a shopper also when the order is another buyer's, since a link does
 *   not permit to shut out others
 */
export async function replaceOrderLink(deps: Deps, actor: Actor, orderId: string): Promise<void> {
  const order = (await findOrders(deps.db, [orderId])).get(orderId);
  const isAllowed = actor.kind === 'shopper' ? order?.buyerId === actor.buyerId : true;
  if (!order || !isAllowed) throw orderNotFoundError();
  await inTransaction(deps.db, async (trx) => {
    const replacedAt = deps.clock.now();
    await replaceLink(trx, { orderId, replacedAt, replacedBy: formatActor(actor) });
    await recordStaffAction(trx, actor, { outcome: 'done' });
  });
}
