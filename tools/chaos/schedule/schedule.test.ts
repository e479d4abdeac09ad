import { expect, test } from 'vitest';
import { faultKinds, kindOf } from './fault-kinds.ts';
import { makeSchedule } from './schedule.ts';

test('the same seed gives the same faults, another seed others', () => {
  expect(makeSchedule(7, 30)).toEqual(makeSchedule(7, 30));
  expect(makeSchedule(8, 30)).not.toEqual(makeSchedule(7, 30));
});

test('two minutes have every kind of fault', () => {
  const kinds = new Set(makeSchedule(1, 120).map((fault) => fault.kind));
  expect(kinds.size).toBe(Object.keys(faultKinds).length);
});

test.each([1, 2, 3])(
  'faults end with the run and leave what they struck its rest (seed %i)',
  (seed) => {
    const struck = new Map<string, number>();
    for (const { kind, member, atMs, lastsMs } of makeSchedule(seed, 60)) {
      const { area, restMs = 0 } = kindOf(kind);
      expect(atMs + lastsMs).toBeLessThanOrEqual(60_000);
      expect(atMs).toBeGreaterThanOrEqual(struck.get(`${area} ${member}`) ?? 0);
      struck.set(`${area} ${member}`, atMs + lastsMs + restMs);
    }
  },
);
