import type { Route } from './routes.ts';

/** Long enough for browsers' preload lists; only sent under https, since browsers ignore it elsewhere. */
const HSTS = 'max-age=31536000';

/**
 * The headers of every answer of a route that tell browsers what it may do. A page's
 * Content-Security-Policy is added when it is served, with its nonce.
 * @param isHttps whether browsers reach the shop over https
 */
export function securityHeaders(
  { content, isPrivate, buyer }: Pick<Route, 'content' | 'isPrivate' | 'buyer'>,
  { isHttps }: { isHttps: boolean },
): [name: string, value: string][] {
  return Object.entries({
    'x-content-type-options': 'nosniff',
    'referrer-policy': content === 'page' ? 'strict-origin-when-cross-origin' : 'no-referrer',
    // Pictures may be shown by a payment page, an e-mail or a CDN's domain.
    'cross-origin-resource-policy': content === 'file' ? 'cross-origin' : 'same-origin',
    ...(isHttps && { 'strict-transport-security': HSTS }),
    ...(isPrivate && { 'cache-control': 'private, no-store' }),
    ...(content === 'page' && {
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    }),
    ...(content === 'data' && {
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      ...(buyer !== 'ignored' && { vary: 'Cookie' }),
    }),
    // An SVG that is opened by itself is a document, with its own styles and without scripts.
    ...(content === 'file' && {
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    }),
  });
}

/**
 * The Content-Security-Policy of a page.
 *
 * Styles may be inline, since React, the toasts and the charts write style attributes. Products may list
 * pictures of other sites over https.
 * @param nonce of the scripts in the page
 * @param options.isDevelopment React refresh evaluates source texts
 */
export function pagePolicy(
  nonce: string,
  { isHttps, isDevelopment }: { isHttps: boolean; isDevelopment: boolean },
): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
