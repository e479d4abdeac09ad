import type { TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from '#server/trpc/router.ts';

/**
 * Streams of all tabs together. Over HTTP/1.1 a browser opens six connections to a host, and a page that
 * gets none never loads. A tab without a stream polls.
 */
const STREAMS_PER_BROWSER_MAX = 3;

/**
 * Closes a subscription's stream while the tab is hidden and opens it again with the tab, which brings the
 * newest state: every stream yields at once.
 */
export const tabStreamLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let open: AbortController | null = null;

      function followTab() {
        if (document.visibilityState === 'hidden') {
          if (!open) return;
          open.abort();
          open = null;
          observer.next({ result: { type: 'state', state: 'connecting', error: null } });
        } else if (!open) {
          open = new AbortController();
          const { signal } = open;
          void withSlot(signal, () => stream(signal));
        }
      }

      /** Resolves when the stream has ended. */
      function stream(signal: AbortSignal): Promise<void> {
        return new Promise((resolve) => {
          const subscription = next(op).subscribe({
            next: (value) => !signal.aborted && observer.next(value),
            error(error) {
              resolve();
              if (!signal.aborted) observer.error(error);
            },
            complete() {
              resolve();
              if (!signal.aborted) observer.complete();
            },
          });
          signal.addEventListener('abort', () => subscription.unsubscribe());
        });
      }

      followTab();
      document.addEventListener('visibilitychange', followTab);
      return () => {
        document.removeEventListener('visibilitychange', followTab);
        open?.abort();
      };
    });

/** Runs `work` as soon as one of the browser's slots is free, unless the signal aborts before. */
async function withSlot(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const run = async () => {
    if (!signal.aborted) await work();
  };
  // Missing on pages without TLS, except those of the machine itself.
  if (!('locks' in navigator)) return await run();
  const name = (slot: number) => `holdfast-stream-${slot}`;
  for (let slot = 0; slot < STREAMS_PER_BROWSER_MAX && !signal.aborted; slot++) {
    const isFree = await navigator.locks.request(
      name(slot),
      { ifAvailable: true },
      async (lock) => {
        if (lock) await run();
        return lock !== null;
      },
    );
    if (isFree) return;
  }
  const slot = Math.floor(Math.random() * STREAMS_PER_BROWSER_MAX);
  // Rejects when the signal aborts.
  await navigator.locks.request(name(slot), { signal }, run).catch(() => {});
}
