import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { openDatabase, type SimulatedDatabase } from './database.ts';
import { faultProbabilities } from './fault-injector.ts';
import { runSeeds, type SeedsOptions } from './run-seeds.ts';
import { simulate } from './simulate.ts';

const EVENTS = 300;
/** Hundreds of runs, on a machine that may do other things besides. */
const TIMEOUT_MS = 180_000;

let database: SimulatedDatabase;
beforeAll(async () => {
  database = await openDatabase();
}, TIMEOUT_MS);
afterAll(() => database.close());

function run(seed: number) {
  return simulate(database, { seed, stepsMax: EVENTS });
}

test(
  'the same seed gives the same run, byte for byte, whatever ran before it',
  { timeout: TIMEOUT_MS },
  async () => {
    const seeds = [1, 2, 3, 4];
    const first = new Map<number, string>();
    for (const seed of seeds) first.set(seed, (await run(seed)).trace.join('\n'));
    for (const seed of seeds.toReversed()) {
      expect((await run(seed)).trace.join('\n')).toBe(first.get(seed));
    }
    expect(new Set(first.values()).size).toBe(seeds.length);
    expect(first.get(1)!.length).toBeGreaterThan(1000);
  },
);

test(
  'every kind of fault strikes within some seeds, and nothing is violated',
  { timeout: TIMEOUT_MS },
  async () => {
    expect(Object.keys(faultProbabilities).length).toBeGreaterThanOrEqual(20);
    const missing = new Set<string>(Object.keys(faultProbabilities));
    for (let seed = 100; seed < 300 && missing.size > 0; seed++) {
      const { violation, faultCounts } = await run(seed);
      expect({ seed, violation }).toEqual({ seed, violation: null });
      for (const kind of faultCounts.keys()) missing.delete(kind);
    }
    expect([...missing]).toEqual([]);
  },
);

test.each([
  [3472, 'a refund made at the dashboard, told before the money that somebody else’s session took'],
])('seed %i: %s', { timeout: TIMEOUT_MS }, async (seed) => {
  expect((await run(seed)).violation).toBeNull();
});

describe('the program', () => {
  async function told(options: Partial<SeedsOptions>) {
    const lines: string[] = [];
    const defaults = { seeds: 1, firstSeed: 1, events: EVENTS, bug: null, printTrace: false };
    const violations = await runSeeds(database, { ...defaults, ...options }, (text) =>
      lines.push(...text.split('\n')),
    );
    return { violations, lines, last: lines.at(-1) };
  }

  test('ends with one line that says how much was run', { timeout: TIMEOUT_MS }, async () => {
    const { last, violations } = await told({ seeds: 3, firstSeed: 7, printTrace: true });
    expect(last).toMatch(
      /^simulate: 3 seeds, \d+ h simulated, \d+ events, \d+ faults of \d+ kinds, 0 violations$/,
    );
    expect(violations).toBe(0);
  });

  test('tells of a failure its seed and a shorter story', { timeout: TIMEOUT_MS }, async () => {
    const bug = bugs.find(({ name }) => name === 'forgets the inbox')!;
    const { violations, lines, last } = await told({ seeds: 2, bug });
    expect(violations).toBe(2);
    expect(last).toMatch(/, 2 violations$/);
    expect(lines).toContainEqual(expect.stringMatching(/^seed 1 breaks "every answer holds": /));
    const [, whole, shortened] =
      /from (\d+) to (\d+) lines/.exec(lines.find((line) => line.startsWith('Its trace'))!) ?? [];
    expect(Number(shortened)).toBeLessThan(Number(whole) / 2);
    expect(lines).toContainEqual(expect.stringContaining('VIOLATED every answer holds'));
    expect(lines).toContainEqual(expect.stringContaining('--seeds 1 --seed-from 1'));
  });
});
