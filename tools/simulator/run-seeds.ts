import type { SimulatedDatabase } from './database.ts';
import type { FaultKind } from './fault-injector.ts';
import { shrink } from './shrink.ts';
import { HOUR_MS } from './durations.ts';
import type { Bug, RunOptions } from './run.ts';
import { simulate, type RunResult } from './simulate.ts';

/** Failing seeds whose trace is printed. */
const TRACES_MAX = 3;
const PROGRESS_EVERY = 100;

export interface SeedsOptions {
  seeds: number;
  firstSeed: number;
  events: number;
  bug: Bug | null;
  /** Print the trace of every run, also of passing ones. */
  printTrace: boolean;
}

/**
 * Runs one seed after the other and prints failures; the last line is a summary.
 * @returns the number of failing runs
 */
export async function runSeeds(
  database: SimulatedDatabase,
  options: SeedsOptions,
  print: (text: string) => void,
): Promise<number> {
  const { seeds, firstSeed, events, bug } = options;
  const counts = new Map<FaultKind, number>();
  let [simulatedMs, steps, violations] = [0, 0, 0];
  for (let done = 1; done <= seeds; done++) {
    const one: RunOptions = {
      seed: firstSeed + done - 1,
      stepsMax: events,
      bug,
    };
    const run = await simulate(database, one);
    simulatedMs += run.simulatedMs;
    steps += run.steps;
    for (const [kind, count] of run.faultCounts) counts.set(kind, (counts.get(kind) ?? 0) + count);
    if (options.printTrace) print(run.trace.join('\n'));
    if (run.violation) {
      violations++;
      const { rule, detail } = run.violation;
      print(`\nseed ${one.seed} violates ${rule}: ${detail}`);
      if (violations <= TRACES_MAX) await printShrunkTrace(database, one, run, print);
    }
    if (done % PROGRESS_EVERY === 0 && done < seeds) print(`${done} of ${seeds} seeds`);
  }

  const kinds = [...counts].toSorted(([, a], [, b]) => b - a);
  for (const [kind, count] of kinds) print(`${String(count).padStart(7)}  ${kind}`);
  const faults = kinds.reduce((sum, [, count]) => sum + count, 0);
  print(
    `simulate: ${seeds} seeds, ${formatDuration(simulatedMs)} simulated, ${steps} events, ` +
      `${faults} faults of ${kinds.length} kinds, ${violations} violations`,
  );
  return violations;
}

async function printShrunkTrace(
  database: SimulatedDatabase,
  options: RunOptions,
  run: RunResult,
  print: (text: string) => void,
): Promise<void> {
  const shortest = await shrink(database, options, run);
  print(`Its trace, shortened from ${run.trace.length} to ${shortest.trace.length} lines:`);
  print(shortest.trace.map((line) => `  ${line}`).join('\n'));
  const again = `--seeds 1 --seed-from ${options.seed} --events ${options.stepsMax} --trace`;
  print(`The full trace: npm run simulate -- ${again}\n`);
}

function formatDuration(ms: number): string {
  return ms < 48 * HOUR_MS
    ? `${Math.round(ms / HOUR_MS)} h`
    : `${Math.round(ms / (24 * HOUR_MS))} d`;
}
