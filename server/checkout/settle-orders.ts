import type { Trx } from '#db/transaction.ts';
import { invariant } from '../shared/errors.ts';
import { settleLocks } from './lock-store.ts';
import { toStockChanges } from '../inventory/stock.ts';
import { changeStock } from '../inventory/stock-store.ts';
import type { OrderStatus } from './order.ts';
import { updateOrderStatus, type OrderDecision } from './order-store.ts';

/**
 * The one place where orders leave `pending_payment`: sets their status, settles their locks and changes
 * the stock. The caller has locked the orders and found them pending.
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
  invariant(settled.size === decisions.length, 'settled orders were locked and pending');
}

/**
 * Settles the active locks of those orders, whose rows are locked, that are paid or cancelled.
 * @returns the orders whose locks were settled
 */
export async function settleOrderLocks(
  trx: Trx,
  orders: readonly { orderId: string; status: OrderStatus }[],
  now: Date,
): Promise<Set<string>> {
  const settled = await settleLocks(trx, orders, now);
  changeStock(trx, toStockChanges(settled));
  return new Set(settled.map((lock) => lock.orderId));
}
