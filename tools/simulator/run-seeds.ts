import type { Bug } from './bugs.ts';
import type { SimulatedDatabase } from './database.ts';
import type { FaultKind } from './faults.ts';
import { shrink } from './shrink.ts';
import { simulate, type Run, type RunOptions } from './simulate.ts';

/** Failing seeds whose story is told. */
const STORIES_MAX = 3;
const PROGRESS_EVERY = 100;
const HOUR_MS = 60 * 60_000;

export interface SeedsOptions {
  seeds: number;
  from: number;
  events: number;
  bug: Bug | null;
  /** Whether the story of each run is told, also when all came right. */
  story: boolean;
}

/**
 * Runs one seed after the other and tells of failures as they come; the last line sums up.
 * @returns how many runs broke a rule
 */
export async function runSeeds(
  database: SimulatedDatabase,
  options: SeedsOptions,
  print: (text: string) => void,
): Promise<number> {
  const { seeds, from, events, bug } = options;
  const counts = new Map<FaultKind, number>();
  let [simulatedMs, steps, violations] = [0, 0, 0];
  for (let done = 1; done <= seeds; done++) {
    const one: RunOptions = { seed: from + done - 1, events, bug };
    const run = await simulate(database, one);
    simulatedMs += run.simulatedMs;
    steps += run.events;
    for (const [kind, count] of run.faultCounts) counts.set(kind, (counts.get(kind) ?? 0) + count);
    if (options.story) print(run.story.join('\n'));
    if (run.violation) {
      violations++;
      const { rule, detail } = run.violation;
      print(`\nseed ${one.seed} breaks "${rule}": ${detail}`);
      if (violations <= STORIES_MAX) await tellShortened(database, one, run, print);
    }
    if (done % PROGRESS_EVERY === 0 && done < seeds) print(`${done} of ${seeds} seeds`);
  }

  const kinds = [...counts].toSorted(([, a], [, b]) => b - a);
  for (const [kind, count] of kinds) print(`${String(count).padStart(7)}  ${kind}`);
  const faults = kinds.reduce((sum, [, count]) => sum + count, 0);
  print(
    `simulate: ${seeds} seeds, ${duration(simulatedMs)} simulated, ${steps} events, ` +
      `${faults} faults of ${kinds.length} kinds, ${violations} violations`,
  );
  return violations;
}

async function tellShortened(
  database: SimulatedDatabase,
  options: RunOptions,
  run: Run,
  print: (text: string) => void,
): Promise<void> {
  const shortest = await shrink(database, options, run);
  print(`Its story, shortened from ${run.story.length} to ${shortest.story.length} lines:`);
  print(shortest.story.map((line) => `  ${line}`).join('\n'));
  const again = `--seeds 1 --seed-from ${options.seed} --events ${options.events} --story`;
  print(`The whole of it: npm run simulate -- ${again}\n`);
}

function duration(ms: number): string {
  return ms < 48 * HOUR_MS
    ? `${Math.round(ms / HOUR_MS)} h`
    : `${Math.round(ms / (24 * HOUR_MS))} d`;
}
