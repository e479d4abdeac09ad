import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../schedule/fault-schedule.ts';
import type { FaultContext, InjectedFault } from './fault-context.ts';
import { faultInjectors } from './fault-injectors.ts';

/** How long injecting a fault may take; the database that it needs may be down by another fault. */
const INJECTION_MS_MAX = 5000;

export interface FaultSummary {
  count: number;
  kinds: Set<string>;
}

/**
 * Injects the faults of a schedule at their times, and ends each after its duration.
 * @param report receives the progress
 * @returns the injected faults; some have no target, such as no job to delete
 */
export async function runFaults(
  context: FaultContext,
  schedule: readonly Fault[],
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<FaultSummary> {
  const done: FaultSummary = { count: 0, kinds: new Set() };
  const startedAt = performance.now();
  const lasting: Promise<void>[] = [];
  for (const fault of schedule) {
    const waitMs = fault.atMs - (performance.now() - startedAt);
    if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    lasting.push(runFault(fault));
  }
  await Promise.all(lasting);
  return done;

  async function runFault(fault: Fault): Promise<void> {
    const at = `${(fault.atMs / 1000).toFixed(2)} s`;
    try {
      const injected = await withTimeout(
        Promise.resolve(faultInjectors[fault.kind](context, fault)),
      );
      if (!injected) return report(`${at}: ${fault.kind}: no target`);
      done.count++;
      done.kinds.add(fault.kind);
      report(
        `${at}: ${fault.kind}: ${injected.detail}${injected.stop ? `, for ${fault.durationMs} ms` : ''}`,
      );
      if (!injected.stop) return;
      await pause(fault.durationMs, undefined, { signal }).catch(() => {});
      await injected.stop();
    } catch (error) {
      report(
        `${at}: ${fault.kind}: failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** A fault that is injected too late is ended at once. */
async function withTimeout<T extends InjectedFault | null>(injecting: Promise<T>): Promise<T> {
  let isLate = false;
  const late = pause(INJECTION_MS_MAX, undefined, { ref: false }).then(() => {
    isLate = true;
    throw new Error('timeout');
  });
  late.catch(() => {});
  injecting.then(
    (injected) => void (isLate && injected?.stop?.()),
    () => {},
  );
  return await Promise.race([injecting, late]);
}
