import { v7 } from 'uuid';
import { serverNowMs } from '../../lib/clock/server-clock.ts';

const ORDER_ID_KEY = 'holdfast-checkout-order';
const DRAFT_KEY = 'holdfast-checkout-draft';

let orderId: string | undefined;

/**
 * The id of the order that this checkout places.
 *
 * It is kept, also over a reload, until the order is known to be placed: submitting again after a lost
 * response is idempotent.
 */
export function getCheckoutOrderId(): string {
  orderId ??= readSession(ORDER_ID_KEY) ?? undefined;
  if (orderId === undefined) {
    // A UUIDv7 contains its time, and the server refuses one that is far off.
    orderId = v7({ msecs: Math.floor(serverNowMs()) });
    writeSession(ORDER_ID_KEY, orderId);
  }
  return orderId;
}

/** Makes the next order a new one. */
export function resetCheckoutOrderId(): void {
  orderId = undefined;
  writeSession(ORDER_ID_KEY, null);
}

/** The values typed so far; they last as long as the tab. */
export function readDraft(): unknown {
  try {
    return JSON.parse(readSession(DRAFT_KEY) ?? 'null');
  } catch {
    return null;
  }
}

export function saveDraft(draft: unknown): void {
  writeSession(DRAFT_KEY, JSON.stringify(draft));
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
    // Storage may be blocked; the module keeps the order id in memory.
  }
}
