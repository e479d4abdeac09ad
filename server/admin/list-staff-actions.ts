import type { Deps } from '../deps.ts';
import { orderNumber } from '../ids.ts';
import { findStaffActions } from './staff-action-store.ts';

/** A page of what staff changed, the newest first. */
export async function listStaffActions(deps: Deps, cursor: string | undefined) {
  const { actions, nextCursor } = await findStaffActions(deps.db, cursor);
  return {
    actions: actions.map(({ orderId, ...action }) => ({
      ...action,
      order: orderId ? { orderId, number: orderNumber(orderId) } : null,
      askedAt: action.askedAt.toISOString(),
    })),
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
