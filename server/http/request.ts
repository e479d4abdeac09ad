import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { URL_CHARS_MAX } from './routes.ts';

/** Refuses a request with an HTTP status. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;

  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * The path and the query of a request.
 * @throws HttpError 400 or 414 for a target that no link of ours and no browser makes
 */
export function parseTarget(request: IncomingMessage): { path: string; query: string } {
  const target = request.url ?? '';
  if (target.length > URL_CHARS_MAX) {
    throw new HttpError(414, `the address is longer than ${URL_CHARS_MAX} characters`);
  }
  const queryAt = target.indexOf('?');
  const path = queryAt === -1 ? target : target.slice(0, queryAt);
  if (!path.startsWith('/') || (target.includes('%') && !isDecodable(target))) {
    throw new HttpError(400, 'the address is malformed');
  }
  return { path, query: queryAt === -1 ? '' : target.slice(queryAt + 1) };
}

/** Whether percent-encoding is valid UTF-8 without control characters. */
function isDecodable(target: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(target));
  } catch {
    return false;
  }
}

/** @throws HttpError 405 */
export function assertMethod({ method = '' }: IncomingMessage, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  const allow = allowed.join(', ');
  throw new HttpError(405, `use ${allow}`, { allow });
}

/** @throws HttpError 400 for a Host header that is no host */
export function assertValidHost({ headers: { host } }: IncomingMessage): void {
  if (host === undefined || /^[\w.-]+(:\d{1,5})?$|^\[[\da-fA-F:.]+\](:\d{1,5})?$/.test(host))
    return;
  throw new HttpError(400, 'the Host header is malformed');
}

/** Whether a request announces a body. */
function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Refuses a body by what the request's head says about it.
 * @throws HttpError 413
 */
export function assertBodyAllowed(request: IncomingMessage, bytesMax: number): void {
  if (!hasBody(request)) return;
  if (request.method !== 'POST' || bytesMax === 0) {
    throw new HttpError(413, 'this address takes no body');
  }
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw bodyTooLarge(bytesMax);
}

function bodyTooLarge(bytesMax: number): HttpError {
  return new HttpError(413, `the body is larger than ${bytesMax} bytes`);
}

/**
 * Reads a body as bytes.
 * @throws HttpError 413 beyond `bytesMax`, 408 when it takes longer than `ms`, 400 when the client aborts
 */
export function readBody(
  request: IncomingMessage,
  { bytesMax, ms }: { bytesMax: number; ms: number },
): Promise<Buffer> {
  // Events instead of an async iterator, which costs more than parsing the typical one-chunk body.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(
      () => fail(new HttpError(408, `the body did not arrive within ${ms / 1000} s`)),
      ms,
    );
    const fail = (error: unknown) => {
      clearTimeout(timer);
      // What still comes is not read.
      request.pause();
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else fail(bodyTooLarge(bytesMax));
    });
    request.on('end', () => {
      clearTimeout(timer);
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    request.on('error', fail);
    request.on('close', () => {
      if (!request.complete) fail(new HttpError(400, 'the request was aborted'));
    });
  });
}

/** Ends an exchange whose answer is not sent in time, for example since the client does not read it. */
export function limitAnswer(response: ServerResponse, ms: number): void {
  const timer = setTimeout(() => response.destroy(), ms);
  response.on('close', () => clearTimeout(timer));
}

/** How long a client that still sends a refused body can read the answer. */
const LINGER_MS = 1000;

/** Cuts a client off that sends on when its request is answered; Node would read to the end of the body. */
export function limitRestOfBody(
  request: IncomingMessage,
  response: ServerResponse,
  bytesMax: number,
): void {
  response.on('finish', () => {
    if (request.complete) return;
    const { socket } = request;
    const answeredAt = performance.now();
    const bytesBefore = socket.bytesRead;
    const timer = setInterval(() => {
      const tooMuch = socket.bytesRead - bytesBefore > bytesMax;
      if (tooMuch || performance.now() - answeredAt > LINGER_MS) socket.destroy();
      if (request.complete || socket.destroyed) clearInterval(timer);
    }, LINGER_MS / 20);
  });
}

/**
 * Answers a request and reads no more of its body. Node would read on to the end of the body, or close at
 * once, upon which the client's system may drop the answer.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers }: { status: number; body: unknown; headers: OutgoingHttpHeaders },
): void {
  if (request.complete || !hasBody(request)) return sendJson(response, status, body, headers);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  // Complete for the client; for Node it ends with the connection.
  response.write(text);
  request.socket.pause();
  setTimeout(() => response.destroy(), LINGER_MS);
}

/** Types that a form of another site can send without asking first (Fetch, "CORS-safelisted"). */
const FORM_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain|$)/i;

/**
 * Refuses what a page of another site, a subdomain or another port made the browser send: by
 * Sec-Fetch-Site, which pages cannot set, and by the whole origin. A browser without both headers could only
 * be made to send a form.
 * @throws HttpError 403
 */
export function assertSameOrigin(
  { method, headers }: IncomingMessage,
  ownOrigins: readonly string[],
): void {
  const site = headers['sec-fetch-site'];
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  let isOwn = site === undefined || site === 'same-origin' || site === 'none' || isLink;
  if (method === 'POST') {
    const { origin, cookie, 'content-type': type = '' } = headers;
    if (origin !== undefined) isOwn &&= ownOrigins.includes(origin);
    else if (site === undefined && cookie !== undefined) isOwn = !FORM_TYPE.test(type);
  }
  if (isOwn) return;
  throw new HttpError(
    403,
    'requests of other sites are refused; open the shop at its own address, which is PUBLIC_URL',
  );
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: OutgoingHttpHeaders,
): void {
  const text = JSON.stringify(body);
  // With a Content-Length, head and body leave in one write.
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
