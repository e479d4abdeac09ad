import type { IncomingMessage, ServerResponse } from 'node:http';

/** Thrown for a request that is refused with a status before anything else sees it. */
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
 * @throws HttpError 413 beyond `bytesMax`
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  // Events, not an iterator: most bodies are one chunk, and iterating costs more than parsing it.
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
      if (!request.complete) reject(new HttpError(400, 'the request was broken off'));
    });
  });
}

/**
 * The client's network address: the peer's, or what the proxy in front of us added last to
 * X-Forwarded-For when there is one to be trusted.
 */
export function getClientIp(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = forwarded?.toString().split(',').at(-1)?.trim();
  return last || (request.socket.remoteAddress ?? 'unknown');
}

/** Refuses requests that a browser sends from another site's page: their Origin is not ours. */
export function assertSameOrigin(request: IncomingMessage, publicHost: string): void {
  const { origin, host } = request.headers;
  if (!origin || request.method === 'GET' || request.method === 'HEAD') return;
  const originHost = URL.canParse(origin) ? new URL(origin).host : '';
  if (originHost !== host && originHost !== publicHost) {
    throw new HttpError(403, 'requests from pages of other sites are refused');
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  // With its length told, head and body leave in one write.
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
