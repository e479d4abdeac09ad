'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { noteServerTime, serverNowMs } from './server-clock.ts';

/**
 * The server's time, a new value each full second.
 *
 * @param nowIso the time the server gave with what is shown; the first rendering uses exactly this
 * @returns milliseconds since 1970
 */
export function useServerNow(nowIso: string): number {
  useEffect(() => noteServerTime(nowIso), [nowIso]);
  return useSyncExternalStore(subscribeToSeconds, wholeSecondNow, () => Date.parse(nowIso));
}

// Rounded up, so that what is left until a moment is never shown as more than it is.
const wholeSecondNow = () => Math.ceil(serverNowMs() / 1000) * 1000;

/** One timer for all clocks of the page, so that they change together. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function subscribeToSeconds(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setTimeout(tick, untilNextSecond());
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
  };
}

function tick() {
  timer = setTimeout(tick, untilNextSecond());
  for (const listener of listeners) listener();
}

const untilNextSecond = () => 1000 - (serverNowMs() % 1000);
