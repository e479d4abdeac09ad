import pg from 'pg';
import { vi } from 'vitest';

/**
 * Counts the round trips of `work` to the database: statements pipelined on a connection share one.
 */
export async function countRoundTrips(work: () => Promise<unknown>): Promise<number> {
  const original = pg.Client.prototype.query as unknown as (...args: unknown[]) => unknown;
  const inFlight = new WeakMap<pg.Client, number>();
  let roundTrips = 0;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const answer = original.apply(this, args);
    const text = typeof args[0] === 'string' ? args[0] : (args[0] as { text?: string }).text;
    // Change notifications do not count, nor does the callback style, which pg-boss uses.
    if (!(answer instanceof Promise) || text?.includes('pg_notify')) return answer as never;
    const before = inFlight.get(this) ?? 0;
    if (before === 0) roundTrips++;
    inFlight.set(this, before + 1);
    const done = () => void inFlight.set(this, inFlight.get(this)! - 1);
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
