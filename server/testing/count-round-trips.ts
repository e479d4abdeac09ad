import pg from 'pg';
import { vi } from 'vitest';

/**
 * Counts how often `work` waits for the database: statements that are sent on a connection while
 * earlier ones of it are under way travel with them, and wait no longer.
 */
export async function countRoundTrips(work: () => Promise<unknown>): Promise<number> {
  const original = pg.Client.prototype.query as unknown as (...args: unknown[]) => unknown;
  const underWay = new WeakMap<pg.Client, number>();
  let roundTrips = 0;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const answer = original.apply(this, args);
    const text = typeof args[0] === 'string' ? args[0] : (args[0] as { text?: string }).text;
    // Hints to pages are no part of the work, nor are calls in the style of callbacks.
    if (!(answer instanceof Promise) || text?.includes('pg_notify')) return answer as never;
    const before = underWay.get(this) ?? 0;
    if (before === 0) roundTrips++;
    underWay.set(this, before + 1);
    const done = () => void underWay.set(this, underWay.get(this)! - 1);
    answer.then(done, done);
    return answer as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return roundTrips;
}
