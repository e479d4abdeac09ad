import { expect, test } from 'vitest';
import { Scheduler } from './scheduler.ts';

async function orderOf(seed: number): Promise<string> {
  const scheduler = new Scheduler(seed);
  const seen: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) scheduler.after(5, name, () => seen.push(name));
  scheduler.after(1, 'first', () => seen.push('first'));
  while (await scheduler.step(Infinity));
  return seen.join(' ');
}

test('the earliest runs first, and the seed decides within a millisecond', async () => {
  expect(await orderOf(1)).toMatch(/^first /);
  expect(await orderOf(1)).toBe(await orderOf(1));
  const orders = new Set(await Promise.all([1, 2, 3, 4, 5, 6].map(orderOf)));
  expect(orders.size).toBeGreaterThan(1);
});

test('a step ends when everything that it started waits again', async () => {
  const scheduler = new Scheduler(1);
  const seen: string[] = [];
  const work = async (name: string) => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    seen.push(`${name} at ${scheduler.elapsedMs}`);
    await scheduler.sleep(10, name);
    seen.push(`${name} at ${scheduler.elapsedMs}`);
  };
  scheduler.after(1, 'start', () => void Promise.all([work('a'), work('b')]));
  await scheduler.step(Infinity);
  expect(seen).toEqual(['a at 1', 'b at 1']);
  while (await scheduler.step(Infinity));
  expect(seen.slice(2).toSorted()).toEqual(['a at 11', 'b at 11']);
});

test('a step up to a time leaves later events in the queue', async () => {
  const scheduler = new Scheduler(1);
  let done = false;
  scheduler.after(100, 'later', () => (done = true));
  expect(await scheduler.step(scheduler.nowMs + 99)).toBe(false);
  expect(scheduler.elapsedMs).toBe(99);
  expect(done).toBe(false);
  expect(await scheduler.step(scheduler.nowMs + 1)).toBe(true);
  expect(done).toBe(true);
});
