import { createHmac, timingSafeEqual } from 'node:crypto';

const COOKIE = 'sandbox_control';

/** The URL of the control page, with the key that opens it. */
export function controlPageUrl(sandboxUrl: string, secretKey: string): string {
  return `${sandboxUrl}/_sandbox?key=${controlPageKey(secretKey)}`;
}

/** The cookie that keeps the page open in a browser that had the key. */
export function controlPageCookie(secretKey: string): string {
  return `${COOKIE}=${controlPageKey(secretKey)}; Path=/_sandbox; HttpOnly; SameSite=Strict`;
}

/** @param given the key of the URL, or null */
export function isControlPageKey(secretKey: string, given: string | null): boolean {
  const [left, right] = [Buffer.from(given ?? ''), Buffer.from(controlPageKey(secretKey))];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Whether a Cookie header has the key. */
export function hasControlPageCookie(secretKey: string, cookies: string | undefined): boolean {
  const given = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(cookies ?? '')?.[1] ?? null;
  return isControlPageKey(secretKey, given);
}

/** Derived, so that the API's key itself is in no browser's history. */
function controlPageKey(secretKey: string): string {
  return createHmac('sha256', secretKey).update('control page').digest('base64url').slice(0, 22);
}
