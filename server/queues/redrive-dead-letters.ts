import type { Deps } from '../platform/deps.ts';
import type { QueueAdmin } from './queue-admin.ts';

/**
 * Puts dead letters back into the queues they came from, as if they had just been enqueued. Repeatable:
 * a letter is moved once.
 *
 * @param jobIds which; all that are there now when absent
 * @returns how many were moved
 */
export async function redriveDeadLetters(
  deps: Deps,
  office: QueueAdmin,
  jobIds: string[] | undefined,
): Promise<{ moved: number }> {
  // Letters that arrive meanwhile are left, so that this ends even while jobs keep failing.
  const moved = await office.redrive(deps.clock.now(), jobIds);
  deps.log.info({ moved, jobIds }, 'staff redrove dead letters');
  return { moved };
}
