import { randomFor } from './random.ts';

/** When every run starts; only differences matter. */
const START_MS = Date.UTC(2026, 0, 5, 8);

interface ScheduledEvent {
  atMs: number;
  /** Decides between entries of the same millisecond, by the seed. */
  tieBreaker: number;
  sequence: number;
  run(): void;
}

/**
 * Virtual time, and the one place that decides what happens next. Everything that waits (a call
 * that travels, a transaction that wants the database, a job that is due, a shopper who thinks) is
 * an entry here; the earliest runs, and whatever it set going runs on until all of it waits again.
 * So one thing happens at a time, and which, only the seed decides.
 */
export class Scheduler {
  readonly seed: number;
  /** Counts what began to wait; while it changes, something is still going on. */
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

  /** Milliseconds since 1970, virtually; nothing else in a run knows another time. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get elapsedMs(): number {
    return this.#nowMs - START_MS;
  }

  at(atMs: number, name: string, run: () => void): void {
    const entry: ScheduledEvent = {
      atMs: Math.max(atMs, this.#nowMs),
      tieBreaker: randomFor(this.seed, `tie ${name}`),
      sequence: this.#nextSequence++,
      run,
    };
    let index = this.#events.length;
    while (index > 0 && runsBefore(this.#events[index - 1]!, entry)) index--;
    this.#events.splice(index, 0, entry);
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
   * Runs what comes next, up to a time.
   * @returns false when nothing is left before it
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

  /** Until everything waits: no connection in use, and two turns of the event loop without arrivals. */
  async #waitUntilIdle(): Promise<void> {
    for (;;) {
      const arrivals = this.waitCount;
      await nextEventLoopTurn();
      await nextEventLoopTurn();
      if (this.connectionInUse) await this.connectionInUse;
      else if (arrivals === this.waitCount) return;
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
