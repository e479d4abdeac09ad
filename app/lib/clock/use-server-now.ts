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
  if (listeners.size === 1) {
    timer = setTimeout(tick, msUntilNextSecond());
    for (const [target, event] of wakeEvents()) target.addEventListener(event, tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    for (const [target, event] of wakeEvents()) target.removeEventListener(event, tick);
  };
}

/** Timers stop while the device sleeps or the page is frozen, and are slow in a hidden tab. */
const wakeEvents = () =>
  [
    [document, 'visibilitychange'],
    [window, 'pageshow'],
    [window, 'focus'],
  ] as const;

function tick() {
  clearTimeout(timer);
  timer = setTimeout(tick, msUntilNextSecond());
  for (const listener of listeners) listener();
}

const msUntilNextSecond = () => 1000 - (serverNowMs() % 1000);
