import { LoadConnection, type HttpResponse } from './load-connection.ts';
import type { LoadCommand, LoadResult } from './load-protocol.ts';
import { RequestBuilder } from './request-builder.ts';

/** Fewer than the server's backlog of pending connections. */
const CONNECTS_IN_FLIGHT_MAX = 64;
/** The server closes connections after five idle seconds; they are dropped a second earlier. */
const IDLE_MS_MAX = 4000;
/** Maximum wait for responses after the end of an open loop; then the run fails. */
const DRAIN_MS_MAX = 20_000;

/** One measurement of the load generator. */
export class LoadRun {
  readonly #command: LoadCommand;
  readonly #requests: RequestBuilder;
  readonly #latenciesMs: number[] = [];
  readonly #connections = new Set<LoadConnection>();
  /** Of an open loop: idle connections, and due times of calls that wait for one. */
  readonly #idle: { connection: LoadConnection; since: number }[] = [];
  readonly #dueTimes: number[] = [];
  #opened = 0;
  #opening = 0;
  #from = 0;
  #to = Infinity;
  #inFlight = 0;
  #calls = 0;
  #failed = 0;
  #failureExample: string | null = null;
  readonly #ended = Promise.withResolvers<void>();

  constructor(command: LoadCommand) {
    this.#command = command;
    this.#requests = new RequestBuilder(command.call, command.preparedRequests);
  }

  async run(): Promise<LoadResult> {
    const { warmUpMs, durationMs, callsPerS } = this.#command;
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

  /** Ends the measured time. */
  stop(): void {
    this.#to = performance.now();
  }

  async #connect(): Promise<void> {
    while (this.#connections.size < this.#command.connections) {
      const count = Math.min(
        CONNECTS_IN_FLIGHT_MAX,
        this.#command.connections - this.#connections.size,
      );
      await Promise.all(Array.from({ length: count }, () => this.#open()));
    }
  }

  async #open(): Promise<LoadConnection> {
    const { urls } = this.#command;
    const { hostname, port } = new URL(urls[this.#opened++ % urls.length]!);
    const connection = await LoadConnection.open(hostname, Number(port), (error, idle) => {
      this.#connections.delete(connection);
      if (!idle) this.#ended.reject(error);
    });
    this.#connections.add(connection);
    return connection;
  }

  /** The closed loop of one connection. */
  #callAgain(connection: LoadConnection): void {
    const sentAt = performance.now();
    if (sentAt >= this.#to) {
      if (this.#inFlight === 0) this.#ended.resolve();
      return;
    }
    this.#inFlight++;
    this.#calls++;
    connection.call(this.#requests.next(), (response) => {
      this.#inFlight--;
      const now = performance.now();
      this.#recordResponse(response, now >= this.#from && now < this.#to ? now - sentAt : null);
      this.#callAgain(connection);
    });
  }

  #callAtRate(callsPerS: number): void {
    const startedAt = performance.now();
    for (const connection of this.#connections) this.#idle.push({ connection, since: startedAt });
    let started = 0;
    // Timers may be late, so each starts all calls that are due.
    const timer = setInterval(() => {
      const now = performance.now();
      const due = (Math.min(now, this.#to) - startedAt) * (callsPerS / 1000);
      while (started < due) this.#dueTimes.push(startedAt + (started++ / callsPerS) * 1000);
      this.#sendWaiting();
      if (now < this.#to) return;
      const unanswered = this.#inFlight + this.#dueTimes.length;
      if (unanswered === 0) this.#ended.resolve();
      else if (now > this.#to + DRAIN_MS_MAX) {
        this.#ended.reject(
          new Error(`${unanswered} calls were not answered ${DRAIN_MS_MAX / 1000} s later.`),
        );
      }
    }, 1);
    const stop = () => clearInterval(timer);
    this.#ended.promise.then(stop, stop);
  }

  #sendWaiting(): void {
    while (this.#dueTimes.length > 0) {
      const connection = this.#takeIdle();
      if (!connection) break;
      this.#callOnce(connection, this.#dueTimes.shift()!);
    }
    const canOpen = this.#connections.size + this.#opening < this.#command.connections;
    if (this.#dueTimes.length === 0 || !canOpen) return;
    this.#opening++;
    this.#open().then(
      (connection) => {
        this.#opening--;
        this.#release(connection);
      },
      (error: unknown) => this.#ended.reject(error),
    );
  }

  /** Takes the most recently used connection, so that surplus ones expire. */
  #takeIdle(): LoadConnection | undefined {
    for (;;) {
      const last = this.#idle.pop();
      if (!last) return undefined;
      const fresh = performance.now() - last.since < IDLE_MS_MAX;
      if (fresh && this.#connections.has(last.connection)) return last.connection;
      last.connection.close();
      this.#connections.delete(last.connection);
    }
  }

  #callOnce(connection: LoadConnection, dueAt: number): void {
    this.#inFlight++;
    this.#calls++;
    connection.call(this.#requests.next(), (response) => {
      this.#inFlight--;
      const isMeasured = dueAt >= this.#from && dueAt < this.#to;
      this.#recordResponse(response, isMeasured ? performance.now() - dueAt : null);
      this.#release(connection);
    });
  }

  #release(connection: LoadConnection): void {
    this.#idle.push({ connection, since: performance.now() });
    this.#sendWaiting();
  }

  /** @param latencyMs null outside the measured time */
  #recordResponse({ status, text }: HttpResponse, latencyMs: number | null): void {
    if (status === 200) {
      if (latencyMs !== null) this.#latenciesMs.push(latencyMs);
      return;
    }
    this.#failed++;
    this.#failureExample ??= text.slice(-500);
  }

  #result(): LoadResult {
    const sorted = Float64Array.from(this.#latenciesMs).sort();
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    return {
      type: 'result',
      responsesPerS: sorted.length / ((this.#to - this.#from) / 1000),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      p999Ms: at(0.999),
      calls: this.#calls,
      failed: this.#failed,
      failure: this.#failureExample,
    };
  }
}
