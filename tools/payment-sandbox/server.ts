import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { handleApiRequest } from './api/handle-api-request.ts';
import type { ControlContext } from './control/handle-control-request.ts';
import { handleControlRequest } from './control/handle-control-request.ts';
import { handleControlForm, handleControlPage } from './control/handle-control-page.ts';
import { handlePayPage, handlePaymentForm } from './page/handle-pay-page.ts';
import type { Reply } from './http/reply.ts';
import { jsonReply, redirectReply } from './http/reply.ts';

const bodyBytesMax = 1_000_000;

/** The sandbox's HTTP server: Stripe's API, the hosted page, the control API and its page. */
export function createSandboxServer(
  control: ControlContext,
  wait: (ms: number) => Promise<void>,
): Server {
  const keysInFlight = new Set<string>();
  // Longer than clients keep idle connections: a request on a closed one would fail.
  return createServer({ keepAliveTimeout: 80_000 }, (request, response) => {
    readBody(request)
      .then((body) =>
        body === null ? tooLarge : route(control, request, body, keysInFlight, wait),
      )
      .catch((error: unknown) =>
        jsonReply(500, { error: { type: 'api_error', message: String(error) } }),
      )
      .then((reply) => {
        send(request, response, reply, control.stop);
      })
      .catch(() => {
        // The client has closed the connection.
        response.destroy();
      });
  });
}

const tooLarge = jsonReply(413, {
  error: { type: 'invalid_request_error', message: 'The request is larger than a megabyte.' },
});

async function route(
  control: ControlContext,
  request: IncomingMessage,
  body: string,
  keysInFlight: Set<string>,
  wait: (ms: number) => Promise<void>,
): Promise<Reply> {
  const { context } = control;
  const method = request.method ?? 'GET';
  const address = new URL(request.url ?? '/', 'http://sandbox');
  const [head, ...parts] = address.pathname.split('/').slice(1).map(decodePart);
  const authorization = request.headers.authorization ?? null;

  if (head === 'v1') {
    const key = request.headers['idempotency-key'];
    const call = {
      method,
      path: `/v1/${parts.join('/')}`,
      query: address.search,
      body,
      authorization,
      idempotencyKey: typeof key === 'string' && key !== '' ? key : null,
    };
    return handleApiRequest(context, call, keysInFlight, wait);
  }
  if (head === 'pay') {
    const [sessionId = ''] = parts;
    return method === 'POST'
      ? handlePaymentForm(context, sessionId, body)
      : handlePayPage(context, sessionId, address.searchParams);
  }
  if (head === '_sandbox' && parts.length === 0) {
    return method === 'POST'
      ? handleControlForm(control, body, request.headers)
      : handleControlPage(context, address.searchParams, request.headers);
  }
  if (head === '_sandbox') {
    const call = { method, pathSegments: parts, query: address.searchParams, body, authorization };
    return handleControlRequest(control, call);
  }
  if (head === '') return redirectReply('/_sandbox');
  return jsonReply(404, {
    error: {
      type: 'invalid_request_error',
      message: `Not found: ${address.pathname}. The sandbox has /v1, /pay and /_sandbox.`,
    },
  });
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The body as text, or null if it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyBytesMax) chunks.push(chunk);
  }
  return size > bodyBytesMax ? null : Buffer.concat(chunks).toString('utf8');
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  stop: AbortSignal,
): void {
  if (reply.kind === 'drop') request.socket.resetAndDestroy();
  // The connection stays open until the client gives up or the sandbox stops.
  if (reply.kind === 'hang') stop.addEventListener('abort', () => request.socket.destroy());
  if (reply.kind !== 'answer') return;
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}
