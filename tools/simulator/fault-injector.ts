import { Random, randomFor } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/**
 * Every kind of fault, with how often it strikes where it can (0: it is not left to chance at each
 * opportunity, but planned for the run or part of what people do).
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
  'job twice': 0.08,
  'job late': 0.1,
  'job early': 0.06,
  'two workers on one job': 0.08,
  'queue stalled': 0,
  'queue loses all its jobs': 0,
  'sweep missed': 0.3,
  'sweep over close': 0,
  // The payment service
  'service slow': 0.1,
  'service time-out before it acted': 0.05,
  'service time-out after success': 0.06,
  'service answers garbage': 0.05,
  'service down': 0,
  'event lost': 0.12,
  'event late': 0.12,
  'event twice': 0.15,
  'events out of order': 0.12,
  'event forged: not signed': 0,
  'event of an unknown order': 0,
  'session of somebody else names our order': 0,
  'wrong amount paid': 0.04,
  'payment after its session expired': 0.04,
  'asynchronous payment succeeds late': 0,
  'asynchronous payment fails late': 0,
  'refund refused at first': 0.2,
  'refund under way for long': 0.3,
  'refund fails for good': 0.15,
  'refund made at the dashboard': 0,
  'payment disputed': 0,
  // People
  'request sent again while the first runs': 0.06,
  'payment at X ± 1 ms': 0,
  'cancelled while paying': 0,
  'staff cancel meanwhile': 0,
  'staff adjust meanwhile': 0,
  'staff recover meanwhile': 0,
} as const;

export type FaultKind = keyof typeof faultProbabilities;

/** A fault planned for a time, such as an outage. */
export interface PlannedFault {
  id: string;
  kind: FaultKind;
  random: Random;
}

/**
 * Decides which faults strike. Each seed switches some kinds off and makes others frequent, since a
 * run with all faults at the same rate never shows what one kind alone does ("swarm testing", Groce
 * et al., ISSTA 2012).
 */
export class FaultInjector {
  /** Set until the faults end. */
  active = true;
  /** The ids of those that struck, in order. */
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
    const settings = new Random(scheduler.seed, 'mood');
    const calm = settings.chance(0.04);
    for (const kind of Object.keys(faultProbabilities) as FaultKind[]) {
      const factor = settings.weighted({ 0: 5, 0.3: 2, 1: 3, 3: 2 });
      this.#rateFactors.set(kind, calm ? 0 : Number(factor));
    }
  }

  /** How keen this run is on a kind: 0 is never, 1 as usual. */
  rateFactor(kind: FaultKind): number {
    return this.#rateFactors.get(kind)!;
  }

  /** Whether a fault strikes at this opportunity, whose name no other of the run has. */
  shouldInject(kind: FaultKind, opportunity: string): boolean {
    const probability = faultProbabilities[kind] * this.rateFactor(kind);
    if (!this.active || probability === 0) return false;
    if (randomFor(this.#scheduler.seed, `${kind} ${opportunity}`) >= probability) return false;
    return this.recordFault(kind, opportunity);
  }

  /** @returns faults planned at most `max` times a run, without those dropped */
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
   * Counts a fault that strikes now and tells of it.
   * @returns false when it is one that this run leaves out
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
