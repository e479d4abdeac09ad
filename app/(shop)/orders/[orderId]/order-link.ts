'use client';

import { useEffect, useEffectEvent } from 'react';

/**
 * The link that opens an order on any device. Its key is in the fragment, which browsers send neither to
 * servers nor to other sites.
 */
export function orderLink(origin: string, orderId: string, key: string): string {
  return `${origin}/orders/${orderId}#key=${key}`;
}

/** Calls back with a key in the page's address, also when the visitor opens a link on the open page. */
export function useKeyInAddress(onKey: (key: string) => void): void {
  const callback = useEffectEvent(onKey);
  useEffect(() => {
    const read = () => {
      const key = keyInAddress();
      if (key !== null) callback(key);
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
}

/** Earlier links have it in the query. */
function keyInAddress(): string | null {
  const { hash, search } = window.location;
  return new URLSearchParams(hash.slice(1)).get('key') ?? new URLSearchParams(search).get('key');
}

/** Takes keys and proofs out of the address bar and the history. */
export function clearAddress(): void {
  window.history.replaceState(null, '', window.location.pathname);
}
