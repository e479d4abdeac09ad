import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../schedule/schedule.ts';
import type { Scene } from './scene.ts';
import { strikes } from './strikes.ts';

/** How long a fault may take to strike; the database that it needs may be down by another. */
const STRIKE_MS_MAX = 5000;

export interface FaultsDone {
  count: number;
  kinds: Set<string>;
}

/**
 * Does the faults of a schedule at their times and ends each after its own.
 * @param tell gets the story of the run
 * @returns those that struck; some find nothing to strike, such as no job to delete
 */
export async function runFaults(
  scene: Scene,
  schedule: readonly Fault[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<FaultsDone> {
  const done: FaultsDone = { count: 0, kinds: new Set() };
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
      const struck = await inTime(Promise.resolve(strikes[fault.kind](scene, fault)));
      if (!struck) return tell(`${at}: ${fault.kind}: nothing to strike`);
      done.count++;
      done.kinds.add(fault.kind);
      tell(
        `${at}: ${fault.kind}: ${struck.detail}${struck.end ? `, for ${fault.lastsMs} ms` : ''}`,
      );
      if (!struck.end) return;
      await pause(fault.lastsMs, undefined, { signal }).catch(() => {});
      await struck.end();
    } catch (error) {
      tell(
        `${at}: ${fault.kind}: not done: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** A strike that comes later than that is ended as soon as it has come. */
async function inTime<T extends { end?: () => unknown } | null>(striking: Promise<T>): Promise<T> {
  let isLate = false;
  const late = pause(STRIKE_MS_MAX, undefined, { ref: false }).then(() => {
    isLate = true;
    throw new Error('it took too long');
  });
  late.catch(() => {});
  striking.then(
    (struck) => void (isLate && struck?.end?.()),
    () => {},
  );
  return await Promise.race([striking, late]);
}
