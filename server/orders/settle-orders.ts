import type { Trx } from '#db/transaction.ts';
import { settleLocks } from '../stock/lock-store.ts';
import { changesOf } from '../stock/stock.ts';
import { changeStock } from '../stock/stock-store.ts';
import { updateOrderStatus, type OrderDecision } from './order-store.ts';

/**
 * The one place where orders leave `pending_payment`: sets their status, settles their locks and
 * changes the stock, in the transaction given. The caller has locked the orders and decided.
 *
 * @returns ids settled by this call and the SKUs whose stock changed
 */
export async function settleOrders(
  trx: Trx,
  decisions: readonly OrderDecision[],
  now: Date,
): Promise<{ settled: Set<string>; skuIds: string[] }> {
  const settled = await updateOrderStatus(trx, decisions, now);
  const { skuIds } = await settleLocksOf(
    trx,
    decisions.filter((decision) => settled.has(decision.orderId)),
    now,
  );
  return { settled, skuIds };
}

/**
 * Settles what is still locked by orders, locked before, that are paid or cancelled.
 * @returns the orders that had locks, and the SKUs whose stock changed
 */
export async function settleLocksOf(
  trx: Trx,
  orders: readonly { orderId: string; status: 'paid' | 'cancelled' }[],
  now: Date,
): Promise<{ orderIds: Set<string>; skuIds: string[] }> {
  const settled = await settleLocks(trx, orders, now);
  const changes = changesOf(settled);
  await changeStock(trx, changes);
  return {
    orderIds: new Set(settled.map((lock) => lock.orderId)),
    skuIds: [...new Set(changes.map((change) => change.skuId))],
  };
}
