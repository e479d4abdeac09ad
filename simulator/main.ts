// npm run simulate -- --seeds 1000 --seed-from 1: the shop, run from seeds with faults at every step.
import { parseArgs } from 'node:util';
import { openDatabase } from './database.ts';
import type { FaultKind } from './faults.ts';
import { shrink } from './shrink.ts';
import { simulate, type RunOptions } from './simulate.ts';

const EVENTS = 300;
/** Failing seeds whose story is told. */
const STORIES_MAX = 3;
const PROGRESS_EVERY = 100;
const HOUR_MS = 60 * 60_000;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    'seed-from': { type: 'string', default: '1' },
    events: { type: 'string', default: String(EVENTS) },
    story: { type: 'boolean', default: false },
  },
});
const seeds = wholeNumber('seeds');
const from = wholeNumber('seed-from');
const events = wholeNumber('events');

const database = await openDatabase();
const counts = new Map<FaultKind, number>();
let [simulatedMs, steps, violations] = [0, 0, 0];
for (let seed = from; seed < from + seeds; seed++) {
  const options: RunOptions = { seed, events };
  const run = await simulate(database, options);
  simulatedMs += run.simulatedMs;
  steps += run.events;
  for (const [kind, count] of run.faultCounts) counts.set(kind, (counts.get(kind) ?? 0) + count);
  if (values.story) console.log(run.story.join('\n'));
  if (run.violation) {
    violations++;
    await tell(options, run);
  }
  const done = seed - from + 1;
  if (done % PROGRESS_EVERY === 0 && done < seeds) console.log(`${done} of ${seeds} seeds`);
}
await database.close();

const kinds = [...counts].toSorted(([, a], [, b]) => b - a);
for (const [kind, count] of kinds) console.log(`${String(count).padStart(7)}  ${kind}`);
const faults = kinds.reduce((sum, [, count]) => sum + count, 0);
console.log(
  `simulate: ${seeds} seeds, ${duration(simulatedMs)} simulated, ${steps} events, ` +
    `${faults} faults of ${kinds.length} kinds, ${violations} violations`,
);
process.exitCode = violations === 0 ? 0 : 1;

async function tell(options: RunOptions, run: Awaited<ReturnType<typeof simulate>>): Promise<void> {
  const { rule, detail } = run.violation!;
  console.log(`\nseed ${options.seed} breaks "${rule}": ${detail}`);
  if (violations > STORIES_MAX) return;
  const shortest = await shrink(database, options, run);
  console.log(`Its story, shortened from ${run.story.length} to ${shortest.story.length} lines:`);
  console.log(shortest.story.map((line) => `  ${line}`).join('\n'));
  console.log(
    `The whole of it: npm run simulate -- --seeds 1 --seed-from ${options.seed} --events ${events} --story\n`,
  );
}

function duration(ms: number): string {
  return ms < 48 * HOUR_MS
    ? `${Math.round(ms / HOUR_MS)} h`
    : `${Math.round(ms / (24 * HOUR_MS))} d`;
}

function wholeNumber(option: 'seeds' | 'seed-from' | 'events'): number {
  const number = Number(values[option]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${option} must be a whole number above 0, not "${values[option]}"`);
}
