import { z } from 'zod';
import { decodeCursor, PAGE_SIZE, pageOf } from '../cursor.ts';
import type { Deps } from '../deps.ts';
import { sweep } from './sweep.ts';
import { findSweeps, type Sweep } from './sweep-store.ts';

/** Sweeps now, for a member of staff, without waiting for the grace period of the cron. */
export async function startSweep(deps: Deps, startedBy: string) {
  return viewSweep(await sweep(deps, { startedBy, graceMs: 0 }));
}

/** The sweeps, newest first. */
export async function listSweeps(deps: Deps, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.guid()]))[0] : undefined;
  const found = await findSweeps(deps.db, { before, limit: PAGE_SIZE + 1 });
  const { rows, nextCursor } = pageOf(found, PAGE_SIZE, (last) => [last.sweepId]);
  return { sweeps: rows.map(viewSweep), nextCursor };
}

function viewSweep(run: Sweep) {
  return {
    ...run,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
