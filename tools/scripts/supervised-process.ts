import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './programs.ts';

export type Log = (source: string, line: string) => void;

/** The processes cut their own drain short after 30 s. */
const STOP_MS_MAX = 35_000;
const READY_MS_MAX = 120_000;
const BACKOFF_MS_MIN = 500;
const BACKOFF_MS_MAX = 15_000;
/** One that ran for this long had recovered from what ended it before. */
const STABLE_AFTER_MS = 30_000;
/** How long the rest of an ended process's output is waited for. */
const OUTPUT_FLUSH_MS_MAX = 200;
/** How much of its output a message about a failed start quotes. */
const QUOTED_LINES_MAX = 20;

type Options = {
  name: string;
  /** The program's file, below the checkout. */
  program: string;
  env: NodeJS.ProcessEnv;
  log: Log;
};

/**
 * A process of the shop: it says over its IPC channel when it serves, drains at SIGTERM or when the
 * channel breaks, and is started again when it ends unasked, after a pause that grows.
 */
export class SupervisedProcess {
  readonly name: string;
  readonly #options: Options;
  #child: ChildProcess | undefined;
  #shouldRun = false;
  #hasBeenReady = false;
  #failures = 0;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #ready = Promise.withResolvers<void>();
  #lastLines: string[] = [];

  constructor(options: Options) {
    this.name = options.name;
    this.#options = options;
    // Only start() and ready() care; an end that nobody waits for is no unhandled rejection.
    this.#ready.promise.catch(() => {});
  }

  /** undefined while it is down. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param signal abandons the start
   * @throws with the end of its output when it ends before that
   */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.#shouldRun) return await this.ready();
    this.#shouldRun = true;
    this.#hasBeenReady = false;
    this.#resetReady();
    this.#spawn();
    const giveUp = () => {
      this.#ready.reject(new Error(`${this.name} did not start within ${READY_MS_MAX / 1000} s`));
    };
    const abandon = () => this.#ready.reject(signal?.reason);
    const timer = setTimeout(giveUp, READY_MS_MAX);
    signal?.addEventListener('abort', abandon);
    try {
      signal?.throwIfAborted();
      await this.ready();
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abandon);
    }
  }

  /** Waits until it serves, again if it has just ended. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Sends a signal, and waits for its end unless the signal merely halts it or lets it go on. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await waitForExit(child);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Lets it drain; it stays down until started again. May be called twice. */
  async stop(): Promise<void> {
    this.#shouldRun = false;
    clearTimeout(this.#timer);
    this.#ready.reject(new Error(`${this.name} was stopped`));
    const child = this.#child;
    if (!child) return;
    // Windows has no SIGTERM to drain at; the lost channel means the same.
    if (process.platform === 'win32') child.disconnect();
    else child.kill('SIGTERM');
    // One that is halted must go on to notice.
    child.kill('SIGCONT');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await waitForExit(child);
    clearTimeout(timer);
  }

  #spawn(): void {
    this.#startedAt = Date.now();
    const child = spawn(process.execPath, [this.#options.program], {
      cwd: root,
      env: this.#options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A terminal's Ctrl-C reaches us alone; we stop the processes in their order.
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) this.#readLines(stream);
    child.on('message', (message) => {
      if ((message as { type?: string } | null)?.type !== 'ready') return;
      this.#hasBeenReady = true;
      this.#ready.resolve();
    });
    child.once('error', (error) => this.#ready.reject(error));
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#shouldRun) this.#onUnexpectedExit(child, signal ?? `exit code ${code}`);
    });
  }

  #onUnexpectedExit(child: ChildProcess, cause: string): void {
    if (!this.#hasBeenReady) {
      // What it said last may still be on its way, but a grandchild may hold the pipe for ever.
      void Promise.race([once(child, 'close'), pause(OUTPUT_FLUSH_MS_MAX)]).then(() => {
        const lines = this.#lastLines.join('\n');
        this.#ready.reject(new Error(`${this.name} did not start (${cause}):\n${lines}`));
      });
      return;
    }
    this.#resetReady();
    if (Date.now() - this.#startedAt > STABLE_AFTER_MS) this.#failures = 0;
    const pauseMs = Math.min(BACKOFF_MS_MIN * 2 ** this.#failures, BACKOFF_MS_MAX);
    this.#failures += 1;
    this.#logLine(`ended unexpectedly (${cause}); starting it again in ${pauseMs / 1000} s`);
    this.#timer = setTimeout(() => this.#spawn(), pauseMs);
  }

  #resetReady(): void {
    this.#ready = Promise.withResolvers();
    this.#ready.promise.catch(() => {});
  }

  #readLines(stream: Readable | null): void {
    if (stream) createInterface({ input: stream }).on('line', (line) => this.#logLine(line));
  }

  #logLine(line: string): void {
    this.#lastLines = [...this.#lastLines, line].slice(-QUOTED_LINES_MAX);
    this.#options.log(this.name, line);
  }
}

async function waitForExit(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
