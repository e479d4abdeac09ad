'use client';

import { useSyncExternalStore } from 'react';

/** A value that only the browser knows and that does not change; `serverValue` until hydration. */
export function useClientValue<Value>(read: () => Value, serverValue: Value): Value {
  return useSyncExternalStore(subscribeToNothing, read, () => serverValue);
}

/** Whether event handlers are attached: false on the server and until hydration. */
export function useHydrated(): boolean {
  return useClientValue(() => true, false);
}

const subscribeToNothing = () => () => {};
