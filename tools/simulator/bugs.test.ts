import { afterAll, beforeAll, expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { openDatabase, type SimulatedDatabase } from './database.ts';
import { simulate } from './simulate.ts';

/** Seeds within which each mistake must be found. */
const SEEDS_MAX = 60;
const EVENTS = 200;
const TIMEOUT_MS = 180_000;

let database: SimulatedDatabase;
beforeAll(async () => {
  database = await openDatabase();
}, TIMEOUT_MS);
afterAll(() => database.close());

test.each(bugs)('reports a shop that $name', { timeout: TIMEOUT_MS }, async (bug) => {
  let rule: string | undefined;
  for (let seed = 1; seed <= SEEDS_MAX && !rule; seed++) {
    rule = (await simulate(database, { seed, stepsMax: EVENTS, bug })).violation?.rule;
  }
  expect(bug.violates).toContain(rule);
});

test(
  'reports nothing about the correct shop in the same runs',
  { timeout: TIMEOUT_MS },
  async () => {
    for (let seed = 1; seed <= SEEDS_MAX / 3; seed++) {
      const { violation } = await simulate(database, { seed, stepsMax: EVENTS });
      expect({ seed, violation }).toEqual({ seed, violation: null });
    }
  },
);
