'use client';

import { useSyncExternalStore } from 'react';
import { serverNowMs } from '../../lib/clock/server-clock.ts';

const STORAGE_KEY = 'holdfast-recent-order';
/** By then an order has ended: a payment window has at most 23 hours. */
const RECENT_MS_MAX = 24 * 60 * 60_000;

/** The newest order that this browser is known to have. */
export interface RecentOrder {
  /** Null when the answer to the last attempt was lost, so that the shop must be asked. */
  orderId: string | null;
}

let stored: string | null | undefined;
const listeners = new Set<() => void>();

/**
 * Remembers that this browser has ordered, for all its tabs.
 *
 * @param orderId null when it is unknown whether the order was placed
 */
export function rememberOrder(orderId: string | null): void {
  stored = `${Math.floor(serverNowMs())} ${orderId ?? ''}`;
  try {
    localStorage.setItem(STORAGE_KEY, stored);
  } catch {
    // Storage may be full or blocked; it is then remembered as long as the page.
  }
  for (const listener of listeners) listener();
}

/**
 * The order of the last day; null when there is none, on the server and until hydration. Only then can an
 * order be unpaid, so that visitors who have not ordered ask for none: scripts cannot read the buyer's cookie.
 */
export function useRecentOrder(): RecentOrder | null {
  const text = useSyncExternalStore(subscribe, read, () => null);
  const [, at, orderId] = /^(\d+) ([\da-f-]*)$/.exec(text ?? '') ?? [];
  if (!at || Number(at) + RECENT_MS_MAX < serverNowMs()) return null;
  return { orderId: orderId || null };
}

function read(): string | null {
  try {
    stored ??= localStorage.getItem(STORAGE_KEY);
  } catch {
    stored ??= null;
  }
  return stored;
}

/** Also called for orders in other tabs. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

function onStorage(event: StorageEvent): void {
  if (event.key !== STORAGE_KEY && event.key !== null) return;
  stored = event.newValue;
  for (const listener of listeners) listener();
}
