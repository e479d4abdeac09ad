import type { Deps } from '../platform/deps.ts';
import type { SubjectKind } from '../shared/limit-subjects.ts';
import { findLimitRefusals } from './limit-refusal-store.ts';

/** A page of what limits refused, the latest first. */
export async function listRefusals(
  deps: Deps,
  filter: { kind?: SubjectKind | undefined; cursor?: string | undefined },
) {
  const now = deps.clock.now();
  const { rows, nextCursor } = await findLimitRefusals(deps.db, filter, now);
  return {
    refusals: rows.map((row) => ({
      ...row,
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
      exemptUntil: row.exemptUntil?.toISOString() ?? null,
    })),
    nextCursor,
    now: now.toISOString(),
  };
}
