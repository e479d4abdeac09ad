import { Random, randomFor } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/**
 * Every kind of fault with its probability at each opportunity; 0 for those planned for the run or part
 * of what shoppers and staff do.
 */
export const faultProbabilities = {
  // Processes
  'crash before a commit': 0.006,
  'crash after a commit': 0.006,
  'crash before a call': 0.02,
  'crash after a call': 0.02,
  'process killed': 0,
  'process frozen': 0,
  'clock skew': 0,
  // The database
  'connection lost in a transaction': 0.01,
  'connection lost before the commit': 0.015,
  'connection lost after the commit, outcome unknown': 0.02,
  'transaction chosen as deadlock victim': 0.01,
  'database slow': 0.03,
  // The queue
  'job lost': 0.12,
  'job duplicated': 0.08,
  'job late': 0.1,
  'job early': 0.06,
  'two workers on one job': 0.08,
  'queue stalled': 0,
  'queue loses all its jobs': 0,
  'sweep missed': 0.3,
  'sweep during close': 0,
  // The payment service
  'service slow': 0.1,
  'service timeout before it acted': 0.05,
  'service timeout after success': 0.06,
  'service returns an invalid response': 0.05,
  'service down': 0,
  'event lost': 0.12,
  'event late': 0.12,
  'event duplicated': 0.15,
  'events out of order': 0.12,
  'forged event': 0,
  'event of an unknown order': 0,
  'foreign session names our order': 0,
  'wrong amount paid': 0.04,
  'payment after its session expired': 0.04,
  'asynchronous payment succeeds late': 0,
  'asynchronous payment fails late': 0,
  'refund request fails': 0.2,
  'refund pending for long': 0.3,
  'refund fails for good': 0.15,
  'refund made at the dashboard': 0,
  'payment disputed': 0,
  // Shoppers and staff
  'request repeated while the first runs': 0.06,
  'payment at the deadline ± 1 ms': 0,
  'cancelled during payment': 0,
  'staff cancel concurrently': 0,
  'staff adjust concurrently': 0,
  'staff recover concurrently': 0,
} as const;

export type FaultKind = keyof typeof faultProbabilities;

/** A fault planned for a certain time, such as an outage. */
export interface PlannedFault {
  id: string;
  kind: FaultKind;
  random: Random;
}

/**
 * Decides which faults are injected. Each seed disables some kinds and makes others frequent, since
 * equal rates hide what one kind alone does ("swarm testing", Groce et al., ISSTA 2012).
 */
export class FaultInjector {
  /** Set until the faults end. */
  active = true;
  /** Ids of the injected faults, in order. */
  readonly injectedIds: string[] = [];
  readonly counts = new Map<FaultKind, number>();
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #excludedIds: ReadonlySet<string>;
  readonly #rateFactors = new Map<FaultKind, number>();

  constructor(scheduler: Scheduler, trace: Trace, excludedIds: ReadonlySet<string>) {
    this.#scheduler = scheduler;
    this.#trace = trace;
    this.#excludedIds = excludedIds;
    const random = new Random(scheduler.seed, 'fault rates');
    const calm = random.chance(0.04);
    for (const kind of Object.keys(faultProbabilities) as FaultKind[]) {
      const factor = random.weighted({ 0: 5, 0.3: 2, 1: 3, 3: 2 });
      this.#rateFactors.set(kind, calm ? 0 : Number(factor));
    }
  }

  /** How often this run has a kind: 0 never, 1 as usual. */
  rateFactor(kind: FaultKind): number {
    return this.#rateFactors.get(kind)!;
  }

  /** Whether to inject a fault here. @param opportunity unique in the run */
  shouldInject(kind: FaultKind, opportunity: string): boolean {
    const probability = faultProbabilities[kind] * this.rateFactor(kind);
    if (!this.active || probability === 0) return false;
    if (randomFor(this.#scheduler.seed, `${kind} ${opportunity}`) >= probability) return false;
    return this.recordFault(kind, opportunity);
  }

  /** @returns at most `max` faults of a kind, without excluded ones */
  planFaults(kind: FaultKind, max: number): PlannedFault[] {
    const count = new Random(this.#scheduler.seed, `count ${kind}`).int(0, max);
    const wanted = Math.round(count * Math.min(1, this.rateFactor(kind)));
    return Array.from({ length: wanted }, (_, index) => `#${index + 1}`)
      .filter((name) => !this.#excludedIds.has(`${kind} @ ${name}`))
      .map((name) => ({
        id: name,
        kind,
        random: new Random(this.#scheduler.seed, `${kind} ${name}`),
      }));
  }

  /**
   * Counts and traces a fault.
   * @returns false when this run excludes it
   */
  recordFault(kind: FaultKind, where: string): boolean {
    const id = `${kind} @ ${where}`;
    if (!this.active || this.#excludedIds.has(id)) return false;
    this.injectedIds.push(id);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.#trace.log(`FAULT ${kind}: ${where}`);
    return true;
  }
}
