import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './programs.ts';

export type Log = (source: string, line: string) => void;

/** The processes limit their own drain to 30 s. */
const STOP_MS_MAX = 35_000;
const READY_MS_MAX = 120_000;
const BACKOFF_MS_MIN = 500;
const BACKOFF_MS_MAX = 15_000;
/** After running this long, the restart delay starts again at its minimum. */
const STABLE_AFTER_MS = 30_000;
/** Maximum wait for the rest of the output after a process has ended. */
const OUTPUT_FLUSH_MS_MAX = 200;
/** Lines of output quoted in the error of a failed start. */
const QUOTED_LINES_MAX = 20;

interface Options {
  name: string;
  /** Path relative to the repository. */
  program: string;
  env: NodeJS.ProcessEnv;
  log: Log;
}

/**
 * A process of the shop. It reports over its IPC channel when it is ready, drains on SIGTERM or when the
 * channel closes, and is restarted with exponential backoff when it exits unexpectedly.
 *
 * pm2 and concurrently restart processes too, but neither waits for readiness, and both send signals to
 * groups, while fault injection needs SIGKILL and SIGSTOP for one process at a time.
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
    // Rejections matter to callers of start() and ready() only.
    this.#ready.promise.catch(() => {});
  }

  /** undefined while it is not running. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the process and waits until it is ready.
   *
   * @param signal aborts the start
   * @throws with the last lines of its output when it exits before it is ready
   */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.#shouldRun) return await this.ready();
    this.#shouldRun = true;
    this.#hasBeenReady = false;
    this.#resetReady();
    this.#spawn();
    const onTimeout = () => {
      this.#ready.reject(new Error(`${this.name} did not start within ${READY_MS_MAX / 1000} s`));
    };
    const onAbort = () => this.#ready.reject(signal?.reason);
    const timer = setTimeout(onTimeout, READY_MS_MAX);
    signal?.addEventListener('abort', onAbort);
    try {
      signal?.throwIfAborted();
      await this.ready();
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Resolves when the process is ready; after an unexpected exit, when it is ready again. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Sends a signal, and waits for the exit unless the signal only suspends or resumes the process. */
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

  /** Drains and ends the process; it is not restarted. May be called twice. */
  async stop(): Promise<void> {
    this.#shouldRun = false;
    clearTimeout(this.#timer);
    this.#ready.reject(new Error(`${this.name} was stopped`));
    const child = this.#child;
    if (!child) return;
    // Windows has no SIGTERM; a closed IPC channel makes the process drain too.
    if (process.platform === 'win32') child.disconnect();
    else child.kill('SIGTERM');
    // A suspended process does not receive SIGTERM.
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
      // In its own process group, so that Ctrl-C reaches only us and we stop the processes in order.
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
      // Wait for the rest of the output, but not for ever: a grandchild may keep the pipe open.
      void Promise.race([once(child, 'close'), delay(OUTPUT_FLUSH_MS_MAX)]).then(() => {
        const lines = this.#lastLines.join('\n');
        this.#ready.reject(new Error(`${this.name} did not start (${cause}):\n${lines}`));
      });
      return;
    }
    this.#resetReady();
    if (Date.now() - this.#startedAt > STABLE_AFTER_MS) this.#failures = 0;
    const delayMs = Math.min(BACKOFF_MS_MIN * 2 ** this.#failures, BACKOFF_MS_MAX);
    this.#failures += 1;
    this.#logLine(`exited unexpectedly (${cause}); restarting in ${delayMs / 1000} s`);
    this.#timer = setTimeout(() => this.#spawn(), delayMs);
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
