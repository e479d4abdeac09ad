import { v7 } from 'uuid';
import { serverNowMs } from '../../lib/clock/server-clock.ts';

const orderIdKey = 'holdfast-checkout-order';
const draftKey = 'holdfast-checkout-draft';

let orderId: string | undefined;

/**
 * The id of the order that this checkout will place.
 *
 * It stays the same until the order is known to be placed, also over a reload. So when an answer is
 * lost and the shopper presses the button again, the shop sees the same order and not a second one.
 */
export function getCheckoutOrderId(): string {
  orderId ??= readSession(orderIdKey) ?? undefined;
  if (orderId === undefined) {
    // The id carries its time, so a device's wrong clock must not get into it.
    orderId = v7({ msecs: Math.floor(serverNowMs()) });
    writeSession(orderIdKey, orderId);
  }
  return orderId;
}

/** Ends the attempt: the next order is another one. */
export function resetCheckoutOrderId(): void {
  orderId = undefined;
  writeSession(orderIdKey, null);
}

/** What has been typed so far, kept for as long as the tab is open. */
export function readDraft(): unknown {
  try {
    return JSON.parse(readSession(draftKey) ?? 'null');
  } catch {
    return null;
  }
}

export function saveDraft(draft: unknown): void {
  writeSession(draftKey, JSON.stringify(draft));
}

function readSession(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeSession(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden; the module keeps what this page needs.
  }
}
