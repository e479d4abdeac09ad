'use client';

import { startTransition, useEffect, useState, useSyncExternalStore } from 'react';

/** Whether the page has come to life, so that what is drawn from now on is drawn by the browser. */
let alive = false;

/**
 * A value that changes outside React and that only the browser knows: as `useSyncExternalStore`, but
 * a page that comes to life does not wait for it.
 *
 * @param subscribe calls back on every change, and returns how to end that
 * @param read the value in the browser; the same one as long as nothing has changed
 * @param onServer the value until then
 */
export function useBrowserStore<Value>(
  subscribe: (listener: () => void) => () => void,
  read: () => Value,
  onServer: () => Value,
): Value {
  const [reading, setReading] = useState(alive);
  useEffect(() => {
    alive = true;
    // A transition, so that the browser can answer the shopper between the parts that it draws anew.
    startTransition(() => setReading(true));
  }, []);
  return useSyncExternalStore(subscribe, reading ? read : onServer, onServer);
}

/** As `useBrowserStore`, of what stays while it is looked at. */
export function useBrowserValue<Value>(read: () => Value, onServer: Value): Value {
  return useBrowserStore(subscribeToNothing, read, () => onServer);
}

/** Whether the page's script runs yet, so that what is pressed is heard. */
export function useHydrated(): boolean {
  return useBrowserValue(() => true, false);
}

const subscribeToNothing = () => () => {};
