'use client';

import { useSyncExternalStore } from 'react';

/** Whether the page's script runs yet, so that what is pressed is heard. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}

const subscribeToNothing = () => () => {};
