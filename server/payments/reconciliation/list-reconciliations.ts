import { z } from 'zod';
import { decodeCursor, PAGE_SIZE, paginate } from '../../platform/cursor.ts';
import { parseActor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { findReconciliations } from './reconciliation-store.ts';

/** A page of reconciliations, newest first. */
export async function listReconciliations(deps: Deps, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.guid()]))[0] : undefined;
  const found = await findReconciliations(deps.db, { before, limit: PAGE_SIZE + 1 });
  const { rows, nextCursor } = paginate(found, PAGE_SIZE, (last) => [last.reconciliationId]);
  return {
    reconciliations: rows.map(({ period, ...run }) => ({
      ...run,
      startedBy: parseActor(run.startedBy),
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      startedAt: run.startedAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
    })),
    nextCursor,
    now: deps.clock.now().toISOString(),
  };
}
