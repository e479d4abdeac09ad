import type { ShopRules } from '#server/platform/deps.ts';
import type { ClientResponses } from './client-responses.ts';
import type { Bug } from './bugs.ts';
import type { SimulatedDatabase } from './database.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { Machine } from './machine.ts';
import type { PaymentModel } from './payment-model.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** One thing that must be true and was not. */
export interface Violation {
  rule: string;
  detail: string;
}

/** All that is in one run. */
export interface World {
  scheduler: Scheduler;
  trace: Trace;
  faults: FaultInjector;
  database: SimulatedDatabase;
  rules: ShopRules;
  machines: Machine[];
  payments: PaymentModel;
  jobs: SimulatedQueue;
  responses: ClientResponses;
  /** A mistake put in on purpose, to see whether it is found. */
  bug: Bug | null;
  /** Names of those who take part, so that they can be left out. */
  actorNames: string[];
  activeActorCount: number;
  serviceOutageUntilMs: number;
  /** Set when a transaction that wrote has committed, until it has been looked at. */
  hasUncheckedCommit: boolean;
  commitCount: number;
  /** The first one ends the run. */
  violations: Violation[];
  /** Until when money, events or people may still come, so that the end can be waited for. */
  busyUntilMs: number;
}

/** Says that something is under way which ends `ms` from now. */
export function extendBusyUntil(world: World, ms: number): void {
  world.busyUntilMs = Math.max(world.busyUntilMs, world.scheduler.nowMs + ms);
}
