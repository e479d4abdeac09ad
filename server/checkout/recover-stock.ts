import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { closeOrders, type CloseOutcome } from './close-orders.ts';
import { lockOrders } from './order-store.ts';
import { settleOrderLocks } from './settle-orders.ts';

export type RecoverOutcome =
  | 'consumed'
  | 'released'
  /** No active lock was left, the usual case: closing and paying settle locks at once. */
  | 'already_settled'
  | Extract<
      CloseOutcome,
      'not_due' | 'processing' | 'unresolved' | 'missing_at_service' | 'unknown'
    >;

/**
 * Settles the locks that orders still have, by their status: paid → consumed, cancelled → released,
 * pending → the order is closed first.
 *
 * Repeatable: a lock is settled once.
 *
 * @returns the outcome of each order
 */
export async function recoverStock(
  deps: Deps,
  actor: Actor,
  orderIds: readonly string[],
): Promise<Map<string, RecoverOutcome>> {
  const first = await settleByStatus(deps, actor, orderIds);
  const pending = [...first].filter(([, outcome]) => outcome === 'pending').map(([id]) => id);
  const closed = await closeOrders(deps, actor, pending, { reason: 'payment_window_passed' });
  const outcomes = new Map<string, RecoverOutcome>();
  for (const [orderId, outcome] of first) {
    const final = outcome === 'pending' ? closed.get(orderId)! : outcome;
    if (final === 'paid') outcomes.set(orderId, 'consumed');
    else if (final === 'cancelled') outcomes.set(orderId, 'released');
    else outcomes.set(orderId, final);
  }
  return outcomes;
}

async function settleByStatus(deps: Deps, actor: Actor, orderIds: readonly string[]) {
  return await inTransaction(deps.db, async (trx) => {
    const orders = await lockOrders(trx, orderIds);
    const settled = await settleOrderLocks(trx, [...orders.values()], deps.clock.now());
    const outcomes = new Map<string, RecoverOutcome | 'pending'>();
    for (const orderId of orderIds) {
      const status = orders.get(orderId)?.status;
      if (!status) outcomes.set(orderId, 'unknown');
      else if (status === 'pending_payment') outcomes.set(orderId, 'pending');
      else if (!settled.has(orderId)) outcomes.set(orderId, 'already_settled');
      else outcomes.set(orderId, status === 'paid' ? 'consumed' : 'released');
    }
    const [orderId] = settled;
    if (orderId) await recordStaffAction(trx, actor, { outcome: outcomes.get(orderId)! });
    return outcomes;
  });
}
