import type { IncomingMessage, ServerResponse } from 'node:http';

/** Limit of every request body but an uploaded picture. */
export const BODY_BYTES_MAX = 256 * 1024;

/** Refuses a request with an HTTP status. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a body as bytes.
 * @throws HttpError 413 beyond `bytesMax`, 400 when the client aborts
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  // Events instead of an async iterator, which costs more than parsing the typical one-chunk body.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else reject(new HttpError(413, `the body is larger than ${bytesMax} bytes`));
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new HttpError(400, 'the request was aborted'));
    });
  });
}

/**
 * Cross-site request forgery check: a state-changing request with an Origin must come from our own.
 * @throws HttpError 403
 */
export function assertSameOrigin(request: IncomingMessage, publicHost: string): void {
  const { origin, host } = request.headers;
  if (!origin || request.method === 'GET' || request.method === 'HEAD') return;
  const originHost = URL.canParse(origin) ? new URL(origin).host : '';
  if (originHost !== host && originHost !== publicHost) {
    throw new HttpError(403, 'cross-site requests are refused');
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  // With a Content-Length, head and body leave in one write.
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
