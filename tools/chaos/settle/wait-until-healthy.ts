import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { FaultContext } from '../faults/fault-context.ts';

const RETRY_MS = 200;

/**
 * Waits until no fault is active, every process runs and the database responds.
 * @param deadline by performance.now()
 * @throws naming what does not recover
 */
export async function waitUntilHealthy(context: FaultContext, deadline: number): Promise<void> {
  const { testSystem, sandbox, signal } = context;
  const until = (what: string, isDone: () => Promise<boolean>) =>
    waitUntil(what, isDone, deadline, signal);
  await Promise.allSettled(context.backgroundTasks);
  await until('PostgreSQL', async () => {
    await sql`select 1`.execute(testSystem.db);
    return true;
  });
  const processes = [testSystem.sandbox, ...testSystem.shop.webs, ...testSystem.shop.workers];
  await Promise.all(
    processes.map((process) =>
      until(process.name, async () => {
        await process.start(signal);
        return process.pid !== undefined;
      }),
    ),
  );
  await until('the payment service', () => sandbox.clearFaults());
}

async function waitUntil(
  what: string,
  isDone: () => Promise<boolean>,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  for (let last: unknown = 'no response'; ; await pause(RETRY_MS, undefined, { signal })) {
    try {
      if (await isDone()) return;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what} does not recover after the faults: ${String(last)}`);
    }
  }
}
