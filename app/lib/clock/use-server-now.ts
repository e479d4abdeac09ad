'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { syncServerTime, serverNowMs } from './server-clock.ts';

/**
 * The server's time, a new value each full second.
 *
 * @param nowIso the time the server gave with what is shown; the first rendering uses exactly this
 * @returns milliseconds since 1970
 */
export function useServerNow(nowIso: string): number {
  return useServerTimeSelector(nowIso, (nowMs) => nowMs);
}

/**
 * What follows from the server's time. Only a change of it renders again, and not each second.
 *
 * @param nowIso as for `useServerNow`
 * @param follow given the time in milliseconds since 1970
 */
export function useServerTimeSelector<Value extends string | number | boolean>(
  nowIso: string,
  follow: (nowMs: number) => Value,
): Value {
  useEffect(() => syncServerTime(nowIso), [nowIso]);
  return useSyncExternalStore(
    subscribeToSeconds,
    () => follow(wholeSecondNow()),
    () => follow(Date.parse(nowIso)),
  );
}

// Rounded up, so that what is left until a moment is never shown as more than it is.
const wholeSecondNow = () => Math.ceil(serverNowMs() / 1000) * 1000;

/** One timer for all clocks of the page, so that they change together. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function subscribeToSeconds(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setTimeout(tick, msUntilNextSecond());
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
  };
}

function tick() {
  timer = setTimeout(tick, msUntilNextSecond());
  for (const listener of listeners) listener();
}

const msUntilNextSecond = () => 1000 - (serverNowMs() % 1000);
