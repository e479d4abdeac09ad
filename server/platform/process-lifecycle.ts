import { createLog, type Log } from './log.ts';

/** A drain that takes longer is aborted, so that a restart never hangs. */
const DRAIN_MS_MAX = 30_000;

/** Reports to the parent process over IPC that this process is ready. */
export function reportReady(url?: string): void {
  process.send?.({ type: 'ready', url });
}

/** Logs an error that nobody caught and exits; Node itself would print all its fields. */
export function exitOnCrash(log: Log): void {
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'crashed');
    process.exit(1);
  });
}

/**
 * Runs the start of a process. Logs why it cannot start in one line and exits; Node itself would print
 * where.
 * @param name of the process in log lines
 */
export async function startProcess(name: string, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    createLog(name, 'fatal').fatal(`cannot start: ${reason}`);
    process.exit(1);
  }
}

/**
 * Drains and exits on SIGTERM and SIGINT, and when the parent process has ended (its IPC channel
 * closes). Further signals are ignored.
 * @param delayMs how long the drain waits before it begins
 */
export function onShutdown(log: Log, drain: () => Promise<void>, delayMs = 0): void {
  let shuttingDown = false;
  const shutDown = (cause: string) => {
    if (shuttingDown) return;
    shuttingDown = true;
    log.info({ cause }, 'shutting down');
    setTimeout(() => {
      log.error(
        `drain timed out after ${DRAIN_MS_MAX / 1000} s; exiting, active jobs will be retried`,
      );
      process.exit(1);
    }, delayMs + DRAIN_MS_MAX).unref();
    drain().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'drain failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => shutDown('SIGTERM'));
  process.on('SIGINT', () => shutDown('SIGINT'));
  if (process.channel) process.on('disconnect', () => shutDown('parent process ended'));
}
