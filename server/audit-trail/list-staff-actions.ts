import type { Deps } from '../platform/deps.ts';
import { orderNumber } from '../platform/ids.ts';
import { findStaffActions, findStaffEmails, type StaffActionFilter } from './staff-action-store.ts';

/** A page of what staff asked for, newest first, and the e-mail addresses to filter by. */
export async function listStaffActions(deps: Deps, filter: StaffActionFilter) {
  const [{ actions, nextCursor }, staff] = await Promise.all([
    findStaffActions(deps.db, filter),
    findStaffEmails(deps.db),
  ]);
  return {
    actions: actions.map(({ orderId, ...action }) => ({
      ...action,
      order: orderId ? { orderId, number: orderNumber(orderId) } : null,
      requestedAt: action.requestedAt.toISOString(),
    })),
    staff,
    currency: deps.rules.currency,
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
