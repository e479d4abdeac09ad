import { LoadConnection, type Answer } from './load-connection.ts';
import type { LoadOrder, LoadResult } from './load-protocol.ts';
import { LoadRequests } from './load-requests.ts';

/** Connections that are opened at once: fewer than the server's queue for new ones takes. */
const OPENED_AT_ONCE = 64;
/** How long answers of an open loop are waited for after its end. */
const LATE_MS_MAX = 20_000;

/** One measurement of the load generator. */
export class LoadRun {
  readonly #order: LoadOrder;
  readonly #requests: LoadRequests;
  readonly #latenciesMs: number[] = [];
  #connections: LoadConnection[] = [];
  /** Of an open loop: connections without a call, and calls without a connection. */
  #idle: LoadConnection[] = [];
  #waiting: number[] = [];
  #from = 0;
  #to = Infinity;
  #underWay = 0;
  #calls = 0;
  #failed = 0;
  #failure: string | null = null;
  #ended = Promise.withResolvers<void>();

  constructor(order: LoadOrder) {
    this.#order = order;
    this.#requests = new LoadRequests(order.call, order.prepare);
  }

  async run(): Promise<LoadResult> {
    const { warmUpMs, durationMs, callsPerS } = this.#order;
    await this.#connect();
    this.#from = performance.now() + warmUpMs;
    if (durationMs !== null) this.#to = this.#from + durationMs;
    if (callsPerS === null) for (const connection of this.#connections) this.#callAgain(connection);
    else this.#callAtRate(callsPerS);
    try {
      await this.#ended.promise;
    } finally {
      for (const connection of this.#connections) connection.close();
    }
    return this.#result();
  }

  /** Ends the time that is measured. */
  stop(): void {
    this.#to = performance.now();
  }

  async #connect(): Promise<void> {
    const { urls, connections } = this.#order;
    const targets = urls.map((url) => new URL(url));
    while (this.#connections.length < connections) {
      const count = Math.min(OPENED_AT_ONCE, connections - this.#connections.length);
      const opened = Array.from({ length: count }, (_, index) => {
        const { hostname, port } = targets[index % targets.length]!;
        return LoadConnection.open(hostname, Number(port), (error) => this.#ended.reject(error));
      });
      this.#connections.push(...(await Promise.all(opened)));
    }
  }

  /** The closed loop of one connection. */
  #callAgain(connection: LoadConnection): void {
    const sentAt = performance.now();
    if (sentAt >= this.#to) {
      if (this.#underWay === 0) this.#ended.resolve();
      return;
    }
    this.#underWay++;
    this.#calls++;
    connection.call(this.#requests.next(), (answer) => {
      this.#underWay--;
      const now = performance.now();
      if (now >= this.#from && now < this.#to) this.#note(answer, now - sentAt);
      this.#callAgain(connection);
    });
  }

  #callAtRate(callsPerS: number): void {
    const startedAt = performance.now();
    this.#idle = [...this.#connections];
    let begun = 0;
    // Timers are a millisecond late at times, so each catches up with what is due.
    const timer = setInterval(() => {
      const now = performance.now();
      const due = (Math.min(now, this.#to) - startedAt) * (callsPerS / 1000);
      while (begun < due) {
        this.#waiting.push(startedAt + (begun++ / callsPerS) * 1000);
      }
      this.#sendWaiting();
      if (now < this.#to) return;
      const answered = this.#underWay === 0 && this.#waiting.length === 0;
      if (!answered && now < this.#to + LATE_MS_MAX) return;
      clearInterval(timer);
      this.#ended.resolve();
    }, 1);
    this.#ended.promise.catch(() => clearInterval(timer));
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#idle.length > 0) {
      const dueAt = this.#waiting.shift()!;
      const connection = this.#idle.pop()!;
      this.#underWay++;
      this.#calls++;
      connection.call(this.#requests.next(), (answer) => {
        this.#underWay--;
        if (dueAt >= this.#from && dueAt < this.#to) {
          this.#note(answer, performance.now() - dueAt);
        }
        this.#idle.push(connection);
        this.#sendWaiting();
      });
    }
  }

  #note({ status, text }: Answer, latencyMs: number): void {
    if (status === 200) {
      this.#latenciesMs.push(latencyMs);
      return;
    }
    this.#failed++;
    this.#failure ??= text.slice(-500);
  }

  #result(): LoadResult {
    const sorted = Float64Array.from(this.#latenciesMs).sort();
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    return {
      type: 'result',
      answersPerS: sorted.length / ((this.#to - this.#from) / 1000),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      p999Ms: at(0.999),
      answered: sorted.length,
      calls: this.#calls,
      failed: this.#failed,
      failure: this.#failure,
    };
  }
}
