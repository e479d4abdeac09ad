import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import type { QueueAdmin } from './queue-admin.ts';

/**
 * Moves dead letters back to their source queues, as newly enqueued jobs. Repeatable: each is moved
 * once.
 *
 * @param jobIds which; all present when absent
 * @returns how many were moved
 */
export async function redriveDeadLetters(
  deps: Deps,
  queueAdmin: QueueAdmin,
  actor: Actor,
  jobIds: string[] | undefined,
): Promise<{ moved: number }> {
  const moved = await inTransaction(deps.db, async (trx) => {
    // Later dead letters are left, so that this ends even while jobs keep failing.
    const moved = await queueAdmin.redrive(trx, deps.clock.now(), jobIds);
    await recordStaffAction(trx, actor, { outcome: 'done', result: { moved } });
    return moved;
  });
  deps.log.info({ moved, jobIds }, 'dead letters redriven');
  return { moved };
}
