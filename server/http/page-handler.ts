import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';
import { insertNonce, NONCE_BYTES } from './insert-nonce.ts';
import { pagePolicy } from './security-headers.ts';

/** Pages and their files, by Next. */
export type PageHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

/** Language and time zone are chosen by cookies, or else the language by the browser's. */
const PAGES_VARY_BY = 'Cookie, Accept-Language';

/** The header from which the root layout takes the nonce of its own scripts. */
const NONCE_HEADER = 'x-holdfast-nonce';

/**
 * Serves pages with a Content-Security-Policy whose nonce is made for each answer.
 *
 * Pages are rendered with a placeholder, which is replaced when the page is served: a rendered page can be
 * kept and served again, each time with another nonce. Nobody outside ever sees the placeholder, so
 * nobody can put it into a page to get the nonce.
 */
export function createPageHandler(
  next: PageHandler,
  options: { isHttps: boolean; isDevelopment: boolean },
): PageHandler {
  const placeholder = newNonce();
  // Below the replacement, which needs the text of the page; Next's own would be above it.
  const compress = compression();

  return async (request, response) => {
    const nonce = newNonce();
    // Next takes the nonce of its scripts from this header of the request.
    request.headers['content-security-policy'] = `script-src 'nonce-${placeholder}'`;
    request.headers[NONCE_HEADER] = placeholder;
    response.setHeader('content-security-policy', pagePolicy(nonce, options));
    compress(request, response, () => {});
    insertNonce(response, { placeholder, nonce });
    varyAtLast(response);
    await next(request, response);
  };
}

/** Adds to what Next says that a page depends on: it replaces what was set before. */
function varyAtLast(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    response.appendHeader('vary', PAGES_VARY_BY);
    return writeHead(...head);
  };
}

/** Files, compressed. */
export function createFileHandler(next: PageHandler): PageHandler {
  const compress = compression();
  return (request, response) => {
    compress(request, response, () => {});
    return next(request, response);
  };
}

function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString('hex');
}
