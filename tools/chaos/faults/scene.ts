import type { Ledger } from '../ledger/ledger.ts';
import type { Fault } from '../schedule/schedule.ts';
import type { Drill } from '../system/start-drill.ts';
import type { SandboxControl } from '../traffic/sandbox-control.ts';

/** What faults work on. */
export interface Scene {
  drill: Drill;
  control: SandboxControl;
  ledger: Ledger;
  /** How long shoppers wait for an answer, in ms. */
  patience: { ms: number };
  /** The end of the run, also before its time. */
  signal: AbortSignal;
  /** What a fault has set going and nobody waits for yet, such as a restart. */
  underWay: Set<Promise<unknown>>;
}

export interface Struck {
  /** What exactly was done, for the story of the run. */
  detail: string;
  /** Ends a fault that lasts. */
  end?: () => unknown;
}

/** Does one kind of fault; null when there was nothing to strike. */
export type Strike = (scene: Scene, fault: Fault) => Promise<Struck | null> | Struck | null;
