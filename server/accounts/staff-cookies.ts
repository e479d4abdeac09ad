import { createHmac } from 'node:crypto';
import { constantTimeEqual, type SigningSecrets } from '../platform/signature.ts';

/** How the names of staff cookies start, after the prefix `__Host-` under https. */
export const STAFF_COOKIE_PREFIX = 'holdfast-staff';

/** A session ends when it is unused for this long, and seven days after sign-in by a database trigger. */
export const STAFF_SESSION_IDLE_S = 12 * 60 * 60;

/** A cookie that better-auth signed: `name=value.signature`, percent-encoded. */
const STAFF_COOKIE = /((?:__Host-)?holdfast-staff\.[\w.-]+)=([^;]+)\.([^;.]+)/g;

/**
 * Signs the staff cookies of a Cookie header again which an old secret signed, since better-auth verifies
 * cookies by the current secret only.
 * @returns the header with every such cookie signed by the current secret, and that of the session to be
 *   issued again; null when there is none
 */
export function signStaffCookiesAgain(
  header: string,
  [current = '', ...old]: SigningSecrets,
): { header: string; renewed: { name: string; value: string }[] } | null {
  if (old.length === 0 || !header.includes(STAFF_COOKIE_PREFIX)) return null;
  const renewed: { name: string; value: string }[] = [];
  const signedAgain = header.replaceAll(STAFF_COOKIE, (cookie, name, text, signature) => {
    const [signed, by] = [decode(String(text)), decode(String(signature))];
    if (!old.some((secret) => constantTimeEqual(by, signLikeBetterAuth(secret, signed)))) {
      return cookie;
    }
    const value = encodeURIComponent(`${signed}.${signLikeBetterAuth(current, signed)}`);
    // Others, such as a known device, last longer and are set again at the next sign-in.
    if (String(name).endsWith('.session_token')) renewed.push({ name: String(name), value });
    return `${name}=${value}`;
  });
  return signedAgain === header ? null : { header: signedAgain, renewed };
}

/** A Set-Cookie header that replaces a staff cookie as long as the session is used. */
export function staffCookie(
  name: string,
  value: string,
  { isHttps }: { isHttps: boolean },
): string {
  const attributes = `Path=/; Max-Age=${STAFF_SESSION_IDLE_S}; HttpOnly; SameSite=Lax`;
  return `${name}=${value}; ${attributes}${isHttps ? '; Secure' : ''}`;
}

/** `signCookieValue` of better-call, which better-auth stands on. */
function signLikeBetterAuth(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}

/** A malformed escape is no signature of ours. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
