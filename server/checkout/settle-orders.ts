import type { Trx } from '#db/transaction.ts';
import { invariant } from '../shared/errors.ts';
import { settleLocks } from './lock-store.ts';
import { toStockChanges } from '../inventory/stock.ts';
import { changeStock } from '../inventory/stock-store.ts';
import { updateOrderStatus, type OrderDecision } from './order-store.ts';

/**
 * The one place where orders leave `pending_payment`: sets their status, settles their locks and
 * changes the stock, in the transaction given. The caller has locked the orders, seen that they are
 * pending, and decided.
 */
export async function settleOrders(
  trx: Trx,
  decisions: readonly OrderDecision[],
  now: Date,
): Promise<void> {
  const [settled] = await Promise.all([
    updateOrderStatus(trx, decisions, now),
    settleOrderLocks(trx, decisions, now),
  ]);
  invariant(settled.size === decisions.length, 'orders are settled that are locked and pending');
}

/**
 * Settles what is still locked by orders, locked before, that are paid or cancelled.
 * @returns the orders that had active locks
 */
export async function settleOrderLocks(
  trx: Trx,
  orders: readonly { orderId: string; status: 'paid' | 'cancelled' }[],
  now: Date,
): Promise<Set<string>> {
  const settled = await settleLocks(trx, orders, now);
  changeStock(trx, toStockChanges(settled));
  return new Set(settled.map((lock) => lock.orderId));
}
