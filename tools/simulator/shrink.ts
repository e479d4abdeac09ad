import type { SimulatedDatabase } from './database.ts';
import type { RunOptions } from './run.ts';
import { simulate, type RunResult } from './simulate.ts';

/** Runs spent on one failure. */
const RUNS_MAX = 200;

/**
 * Shortens a failing run by leaving out shoppers, staff and faults while the same rule is violated: first
 * halves, then ever smaller parts ("delta debugging", Zeller and Hildebrandt, IEEE TSE 2002).
 */
export async function shrink(
  database: SimulatedDatabase,
  options: RunOptions,
  failing: RunResult,
): Promise<RunResult> {
  let best = failing;
  let without = new Set(options.excludedIds);
  let runs = 0;
  for (let size = Math.ceil(best.removableIds.length / 2); size >= 1;) {
    let shorter = false;
    for (let at = 0; at < best.removableIds.length && runs < RUNS_MAX;) {
      const candidate = new Set([...without, ...best.removableIds.slice(at, at + size)]);
      const run = await simulate(database, { ...options, excludedIds: candidate });
      runs++;
      if (run.violation?.rule === failing.violation?.rule) {
        best = run;
        without = candidate;
        shorter = true;
      } else {
        at += size;
      }
    }
    if (size === 1 && (!shorter || runs >= RUNS_MAX)) return best;
    size = Math.max(1, Math.floor(size / 2));
  }
  return best;
}
