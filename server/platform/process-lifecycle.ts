import type { Log } from './log.ts';

/** A process that does not drain within this time is ended, so that a restart never hangs. */
const DRAIN_MS_MAX = 30_000;

/** Tells whoever started this process that it serves. */
export function reportReady(url?: string): void {
  process.send?.({ type: 'ready', url });
}

/**
 * Drains and exits on SIGTERM and SIGINT, and when the process that started this one is gone (its
 * IPC channel closes), since nobody would end it otherwise. Further signals are ignored meanwhile.
 */
export function onShutdown(log: Log, drain: () => Promise<void>): void {
  let shuttingDown = false;
  const shutDown = (cause: string) => {
    if (shuttingDown) return;
    shuttingDown = true;
    log.info({ cause }, 'shutting down');
    setTimeout(() => {
      log.error(`still busy after ${DRAIN_MS_MAX / 1000} s; exiting, jobs will be taken up again`);
      process.exit(1);
    }, DRAIN_MS_MAX).unref();
    drain().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not shut down cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => shutDown('SIGTERM'));
  process.on('SIGINT', () => shutDown('SIGINT'));
  if (process.channel) process.on('disconnect', () => shutDown('parent is gone'));
}
