import { recordStaffOutcome } from '../audit-trail/record-staff-action.ts';
import type { StaffActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { recoverStock, type RecoverOutcome } from './recover-stock.ts';

/** Settles what one order still locks, now, because staff ask for it. */
export async function recoverOrder(
  deps: Deps,
  actor: StaffActor,
  orderId: string,
): Promise<{ outcome: RecoverOutcome }> {
  const outcome = (await recoverStock(deps, actor, [orderId])).get(orderId)!;
  await recordStaffOutcome(deps, actor, { outcome });
  return { outcome };
}
