import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { openDatabase, type SimulatedDatabase } from './database.ts';
import { faultProbabilities } from './fault-injector.ts';
import { runSeeds, type SeedsOptions } from './run-seeds.ts';
import { simulate } from './simulate.ts';

const EVENTS = 300;
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
  'the same seed gives the same trace, byte for byte, whatever ran before',
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
  'every kind of fault is injected within 200 seeds, without a violation',
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

describe('the program', () => {
  async function runProgram(options: Partial<SeedsOptions>) {
    const lines: string[] = [];
    const defaults = { seeds: 1, firstSeed: 1, events: EVENTS, bug: null, printTrace: false };
    const violations = await runSeeds(database, { ...defaults, ...options }, (text) =>
      lines.push(...text.split('\n')),
    );
    return { violations, lines, last: lines.at(-1) };
  }

  test('prints a summary as its last line', { timeout: TIMEOUT_MS }, async () => {
    const { last, violations } = await runProgram({ seeds: 3, firstSeed: 7, printTrace: true });
    expect(last).toMatch(
      /^simulate: 3 seeds, \d+ h simulated, \d+ events, \d+ faults of \d+ kinds, 0 violations$/,
    );
    expect(violations).toBe(0);
  });

  test('prints the seed and a shortened trace of a failure', { timeout: TIMEOUT_MS }, async () => {
    const bug = bugs.find(({ name }) => name === 'does not record events in the inbox')!;
    const { violations, lines, last } = await runProgram({ seeds: 2, bug });
    expect(violations).toBe(2);
    expect(last).toMatch(/, 2 violations$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^seed 1 violates responses\/accepted-webhook-in-inbox: /),
    );
    const [, whole, shortened] =
      /from (\d+) to (\d+) lines/.exec(lines.find((line) => line.startsWith('Its trace'))!) ?? [];
    expect(Number(shortened)).toBeLessThan(Number(whole) / 2);
    expect(lines).toContainEqual(
      expect.stringContaining('VIOLATED responses/accepted-webhook-in-inbox'),
    );
    expect(lines).toContainEqual(expect.stringContaining('--seeds 1 --seed-from 1'));
  });
});
