import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { openDatabase, type SimulatedDatabase } from './database.ts';
import { faultKinds } from './faults.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

const EVENTS = 300;

let database: SimulatedDatabase;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

function run(seed: number) {
  return simulate(database, { seed, events: EVENTS });
}

test('the same seed gives the same run, byte for byte, whatever ran before it', async () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const first = new Map<number, string>();
  for (const seed of seeds) first.set(seed, (await run(seed)).story.join('\n'));
  for (const seed of seeds.toReversed()) {
    expect((await run(seed)).story.join('\n')).toBe(first.get(seed));
  }
  expect(new Set(first.values()).size).toBe(seeds.length);
  expect(first.get(1)!.length).toBeGreaterThan(1000);
});

test('every kind of fault strikes within a few hundred seeds, and nothing is violated', async () => {
  expect(Object.keys(faultKinds).length).toBeGreaterThanOrEqual(20);
  const missing = new Set<string>(Object.keys(faultKinds));
  for (let seed = 100; seed < 400 && missing.size > 0; seed++) {
    const { violation, faultCounts } = await run(seed);
    expect({ seed, violation }).toEqual({ seed, violation: null });
    for (const kind of faultCounts.keys()) missing.delete(kind);
  }
  expect([...missing]).toEqual([]);
}, 60_000);

describe('a failing run', () => {
  const bug = bugs.find(({ name }) => name.startsWith('takes money that is under way'))!;

  test('is shortened to one that breaks the same rule, and can be run again', async () => {
    const options = { seed: await firstFailing(), events: EVENTS, bug };
    const whole = await simulate(database, options);
    const short = await shrink(database, options, whole);
    expect(short.violation?.rule).toBe(whole.violation!.rule);
    expect(short.story.length).toBeLessThan(whole.story.length / 2);
    expect(short.story.at(-1)).toContain(whole.violation!.rule);
    const without = new Set(whole.parts.filter((part) => !short.parts.includes(part)));
    expect(short.parts.length).toBeLessThan(whole.parts.length);
    expect(without.size).toBeGreaterThan(0);
  }, 60_000);

  async function firstFailing(): Promise<number> {
    for (let seed = 1; seed < 60; seed++) {
      const { violation, parts } = await simulate(database, { seed, events: EVENTS, bug });
      if (violation && parts.length > 8) return seed;
    }
    throw new Error('no seed fails');
  }
});
