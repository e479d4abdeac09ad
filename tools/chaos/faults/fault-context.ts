import type { RequestLog } from '../../invariants/request-log.ts';
import type { Fault } from '../schedule/fault-schedule.ts';
import type { TestSystem } from '../system/start-test-system.ts';
import type { SandboxClient } from '../traffic/sandbox-client.ts';

/** What faults act on. */
export interface FaultContext {
  testSystem: TestSystem;
  sandbox: SandboxClient;
  requestLog: RequestLog;
  /** How long shoppers wait for a response, in ms. */
  clientTimeout: { ms: number };
  /** Aborted at the end of the run. */
  signal: AbortSignal;
  /** Started by a fault and awaited during recovery, such as a restart. */
  backgroundTasks: Set<Promise<unknown>>;
}

export interface InjectedFault {
  /** What exactly was done, for the progress output. */
  detail: string;
  /** Ends a lasting fault. */
  stop?: () => unknown;
}

/** Injects one kind of fault; null when it has no target. */
export type InjectFault = (
  context: FaultContext,
  fault: Fault,
) => Promise<InjectedFault | null> | InjectedFault | null;

/** Runs a task that is awaited during recovery; its errors are ignored. */
export function runInBackground(context: FaultContext, task: Promise<unknown>): void {
  const tracked = task.catch(() => {}).finally(() => context.backgroundTasks.delete(tracked));
  context.backgroundTasks.add(tracked);
}
