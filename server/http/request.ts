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
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new HttpError(413, `the body is larger than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The client's network address: the peer's, or what the proxy in front of us added last to
 * X-Forwarded-For when there is one to be trusted.
 */
export function clientAddressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = forwarded?.toString().split(',').at(-1)?.trim();
  return last || (request.socket.remoteAddress ?? 'unknown');
}

/** Refuses requests that a browser sends from another site's page: their Origin is not ours. */
export function refuseForeignOrigin(request: IncomingMessage, publicHost: string): void {
  const { origin, host } = request.headers;
  if (!origin || request.method === 'GET' || request.method === 'HEAD') return;
  const originHost = URL.canParse(origin) ? new URL(origin).host : '';
  if (originHost !== host && originHost !== publicHost) {
    throw new HttpError(403, 'requests from pages of other sites are refused');
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
