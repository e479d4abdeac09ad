import { randomFor } from './random.ts';

/** When every run starts. */
const START_MS = Date.UTC(2026, 0, 5, 8);

interface ScheduledEvent {
  atMs: number;
  /** Orders events of the same millisecond, by the seed. */
  tieBreaker: number;
  sequence: number;
  run(): void;
}

/**
 * The virtual clock and event queue. Everything that waits (a call in flight, a transaction that needs
 * the database, a due job, a shopper) is an event; the earliest runs until everything waits again. One
 * thing happens at a time, and ties are decided by the seed.
 */
export class Scheduler {
  readonly seed: number;
  /** Counts tasks that began to wait; while it changes, something is still running. */
  waitCount = 0;
  /** Set while a connection to the database is in use. */
  connectionInUse: Promise<void> | null = null;
  steps = 0;
  #nowMs = START_MS;
  #events: ScheduledEvent[] = [];
  #nextSequence = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Virtual milliseconds since 1970; the only clock of a run. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get elapsedMs(): number {
    return this.#nowMs - START_MS;
  }

  at(atMs: number, name: string, run: () => void): void {
    const event: ScheduledEvent = {
      atMs: Math.max(atMs, this.#nowMs),
      tieBreaker: randomFor(this.seed, `tie ${name}`),
      sequence: this.#nextSequence++,
      run,
    };
    let index = this.#events.length;
    while (index > 0 && runsBefore(this.#events[index - 1]!, event)) index--;
    this.#events.splice(index, 0, event);
  }

  after(ms: number, name: string, run: () => void): void {
    this.at(this.#nowMs + ms, name, run);
  }

  /** Waits in virtual time. */
  sleep(ms: number, name: string): Promise<void> {
    return new Promise((resolve) => {
      this.waitCount++;
      this.after(ms, name, resolve);
    });
  }

  /**
   * Runs the next event, unless it is later than `untilMs`.
   * @returns false when there is none before it
   */
  async step(untilMs: number): Promise<boolean> {
    const next = this.#events.at(-1);
    if (!next || next.atMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    this.#events.pop();
    this.#nowMs = next.atMs;
    this.steps++;
    next.run();
    await this.#waitUntilIdle();
    return true;
  }

  /** Until no connection is in use and two turns of the event loop started no new wait. */
  async #waitUntilIdle(): Promise<void> {
    for (;;) {
      const waits = this.waitCount;
      await nextEventLoopTurn();
      await nextEventLoopTurn();
      if (this.connectionInUse) await this.connectionInUse;
      else if (waits === this.waitCount) return;
    }
  }
}

/** Whether `a` runs before `b`; the list is kept with the earliest at its end. */
function runsBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  if (a.tieBreaker !== b.tieBreaker) return a.tieBreaker < b.tieBreaker;
  return a.sequence < b.sequence;
}

function nextEventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
