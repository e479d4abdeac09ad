import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../schedule/fault-schedule.ts';
import type { FaultContext, InjectedFault } from './fault-context.ts';
import { faultInjectors } from './fault-injectors.ts';

/** How long a fault may take to strike; the database that it needs may be down by another. */
const INJECTION_MS_MAX = 5000;

export interface FaultSummary {
  count: number;
  kinds: Set<string>;
}

/**
 * Does the faults of a schedule at their times and ends each after its own.
 * @param tell gets the story of the run
 * @returns those that struck; some find nothing to strike, such as no job to delete
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
      const struck = await withTimeout(Promise.resolve(faultInjectors[fault.kind](context, fault)));
      if (!struck) return report(`${at}: ${fault.kind}: nothing to strike`);
      done.count++;
      done.kinds.add(fault.kind);
      report(
        `${at}: ${fault.kind}: ${struck.detail}${struck.stop ? `, for ${fault.durationMs} ms` : ''}`,
      );
      if (!struck.stop) return;
      await pause(fault.durationMs, undefined, { signal }).catch(() => {});
      await struck.stop();
    } catch (error) {
      report(
        `${at}: ${fault.kind}: not done: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** A strike that comes later than that is ended as soon as it has come. */
async function withTimeout<T extends InjectedFault | null>(striking: Promise<T>): Promise<T> {
  let isLate = false;
  const late = pause(INJECTION_MS_MAX, undefined, { ref: false }).then(() => {
    isLate = true;
    throw new Error('it took too long');
  });
  late.catch(() => {});
  striking.then(
    (struck) => void (isLate && struck?.stop?.()),
    () => {},
  );
  return await Promise.race([striking, late]);
}
