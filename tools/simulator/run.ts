import type { Deps, ShopRules } from '#server/platform/deps.ts';
import type { JobQueue } from '#server/platform/jobs.ts';
import type { PaymentService } from '#server/platform/payment-service.ts';
import type { Report, Violation } from '../invariants/rules.ts';
import type { SimulatedDatabase } from './database.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export interface RunOptions {
  seed: number;
  /** Steps of the run after which its faults end. */
  stepsMax: number;
  /** Left out to shorten a failing run: ids of faults, and names of shoppers and staff. */
  excludedIds?: ReadonlySet<string>;
  bug?: Bug | null;
  /** Continue after a violation, to see what every judge reports; the run then shows each alone. */
  continueAfterViolation?: boolean;
}

/** What every part of one run shares. */
export interface Run {
  scheduler: Scheduler;
  trace: Trace;
  faults: FaultInjector;
  database: SimulatedDatabase;
  rules: ShopRules;
  /** A deliberate mistake, to prove that it is found. */
  bug: Bug | null;
  /** Names of shoppers and staff, so that they can be left out. */
  actorNames: string[];
  activeActorCount: number;
  serviceOutageUntilMs: number;
  /** A transaction that wrote has committed since the last check. */
  hasUncheckedCommit: boolean;
  commitCount: number;
  violations: Violation[];
  /** True after a violation, unless the run continues. */
  isStopped(): boolean;
  report: Report;
  /** Until when payments, events or requests may still arrive, so that the end can be awaited. */
  busyUntilMs: number;
}

/** Keeps the run going for at least `ms` from now. */
export function extendBusyUntil(run: Run, ms: number): void {
  run.busyUntilMs = Math.max(run.busyUntilMs, run.scheduler.nowMs + ms);
}

/** The process in which a connection, a call or a job runs. */
export interface ProcessHandle {
  readonly deps: Deps;
  /** Waits in virtual time: for ever once the process is dead, and longer while it is frozen. */
  sleep(ms: number, name: string): Promise<void>;
  /** Kills the process; the caller never continues. */
  crash(): Promise<never>;
  run<T>(name: string, work: () => Promise<T>): Promise<unknown>;
}

/** A deliberate mistake, placed where the shop meets the database, the queue or the payment service. */
export interface Bug {
  name: string;
  /** Rules of which one must report it; any other would be found by chance. */
  violates: string[];
  /** Changes a statement on its way to the database. */
  rewriteSql?(text: string): string;
  wrapJobQueue?(queue: JobQueue, process: ProcessHandle, run: Run): JobQueue;
  /** @param orderedCents the amount of a session when it was opened */
  wrapPaymentService?(
    service: PaymentService,
    orderedCents: (sessionId: string) => number,
  ): PaymentService;
  /** Changes the idempotency key of a request to the service. */
  rewriteIdempotencyKey?(key: string, run: Run): string;
}
