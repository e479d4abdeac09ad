'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { syncServerTime, serverNowMs } from './server-clock.ts';

/**
 * The server's time, updated every second.
 *
 * @param nowIso the server's time when it sent the data; used for the first render
 * @returns ms since 1970
 */
export function useServerNow(nowIso: string): number {
  return useServerTimeSelector(nowIso, (nowMs) => nowMs);
}

/**
 * A value derived from the server's time; renders again only when the value changes.
 *
 * @param nowIso as for `useServerNow`
 * @param select given the time in ms since 1970
 */
export function useServerTimeSelector<Value extends string | number | boolean>(
  nowIso: string,
  select: (nowMs: number) => Value,
): Value {
  useEffect(() => syncServerTime(nowIso), [nowIso]);
  return useSyncExternalStore(
    subscribeToSeconds,
    () => select(wholeSecondNow()),
    () => select(Date.parse(nowIso)),
  );
}

// Rounded up, so that remaining time is never shown too long.
const wholeSecondNow = () => Math.ceil(serverNowMs() / 1000) * 1000;

/** One timer for all clocks, so that they tick together. */
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
