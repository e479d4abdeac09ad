import type { RequestLog } from '../ledger/request-log.ts';
import type { Fault } from '../schedule/fault-schedule.ts';
import type { TestSystem } from '../system/start-test-system.ts';
import type { SandboxClient } from '../traffic/sandbox-client.ts';

/** What faults work on. */
export interface FaultContext {
  testSystem: TestSystem;
  sandbox: SandboxClient;
  requestLog: RequestLog;
  /** How long shoppers wait for an answer, in ms. */
  clientTimeout: { ms: number };
  /** The end of the run, also before its time. */
  signal: AbortSignal;
  /** What a fault has set going and nobody waits for yet, such as a restart. */
  backgroundTasks: Set<Promise<unknown>>;
}

export interface InjectedFault {
  /** What exactly was done, for the story of the run. */
  detail: string;
  /** Ends a fault that lasts. */
  stop?: () => unknown;
}

/** Does one kind of fault; null when there was nothing to strike. */
export type InjectFault = (
  context: FaultContext,
  fault: Fault,
) => Promise<InjectedFault | null> | InjectedFault | null;
