import { z } from 'zod';
import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { formatActor, parseActor, type Actor } from '../platform/actor.ts';
import type { QueueAdmin } from '../queues/queue-admin.ts';
import { isSweepQueuedOrRunning } from '../queues/queue-store.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import type { Deps } from '../platform/deps.ts';
import { findSweeps, type Sweep } from '../checkout/sweep-store.ts';

/**
 * Enqueues a sweep without grace period for staff. It may take minutes, so no request waits for it.
 *
 * @returns when it was requested, by the shop's clock; `already_running` when one is queued or
 *   running
 */
export async function startSweep(
  deps: Deps,
  queueAdmin: QueueAdmin,
  actor: Actor,
): Promise<{ outcome: 'enqueued' | 'already_running'; requestedAt: string }> {
  const requestedAt = deps.clock.now().toISOString();
  return await inTransaction(deps.db, async (trx) => {
    const sweep = { startedBy: formatActor(actor), graceMs: 0 };
    const taken = await queueAdmin.enqueueSweep(trx, sweep);
    const outcome = taken ? 'enqueued' : 'already_running';
    await recordStaffAction(trx, actor, { outcome });
    return { outcome, requestedAt };
  });
}

/** Sweeps, newest first, and whether one is queued or running. */
export async function listSweeps(deps: Deps, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.guid()]))[0] : undefined;
  const [found, isRunning] = await Promise.all([
    findSweeps(deps.db, { before, limit: PAGE_SIZE + 1 }),
    isSweepQueuedOrRunning(deps.db),
  ]);
  const { rows, nextCursor } = paginate(found, PAGE_SIZE, (last) => [last.sweepId]);
  return { sweeps: rows.map(viewSweep), isRunning, nextCursor };
}

function viewSweep(run: Sweep) {
  return {
    ...run,
    startedBy: parseActor(run.startedBy),
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
