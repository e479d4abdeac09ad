import { expect, test } from 'vitest';
import { faultKinds, faultSpec } from './fault-kinds.ts';
import { createFaultSchedule } from './fault-schedule.ts';

test('the same seed gives the same faults, another seed others', () => {
  expect(createFaultSchedule(7, 30)).toEqual(createFaultSchedule(7, 30));
  expect(createFaultSchedule(8, 30)).not.toEqual(createFaultSchedule(7, 30));
});

test('a run of two minutes has every kind of fault', () => {
  const kinds = new Set(createFaultSchedule(1, 120).map((fault) => fault.kind));
  expect(kinds.size).toBe(Object.keys(faultKinds).length);
});

test.each([1, 2, 3])(
  'faults end with the run, and a target recovers before its next fault (seed %i)',
  (seed) => {
    const freeAt = new Map<string, number>();
    for (const { kind, instance, atMs, durationMs } of createFaultSchedule(seed, 60)) {
      const { target, cooldownMs = 0 } = faultSpec(kind);
      expect(atMs + durationMs).toBeLessThanOrEqual(60_000);
      expect(atMs).toBeGreaterThanOrEqual(freeAt.get(`${target} ${instance}`) ?? 0);
      freeAt.set(`${target} ${instance}`, atMs + durationMs + cooldownMs);
    }
  },
);
