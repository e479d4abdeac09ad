import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyTRPCRouter, TRPCError } from '@trpc/server';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import type { Log } from '../platform/log.ts';
import type { Context } from '../trpc/base.ts';
import { answerMutation } from './answer-mutation.ts';
import { QUERIES_PER_REQUEST_MAX } from '../shared/limits.ts';
import type { HttpError } from './request.ts';

/** https://www.jsonrpc.org/specification#error_object */
const INVALID_REQUEST = -32_600;

/**
 * Answers tRPC over HTTP through tRPC's adapter, except single mutations (see `answerMutation`).
 * @param call.path the procedures, such as `orders.place`; several are separated by commas
 * @param call.body null when the procedure reads it itself
 */
export async function handleTrpcRequest(
  request: IncomingMessage,
  response: ServerResponse,
  call: {
    router: AnyTRPCRouter;
    path: string;
    query: string;
    body: Buffer | null;
    bodyBytesMax: number;
    ctx: Context;
    log: Log;
  },
): Promise<void> {
  const { router, path, query, body, bodyBytesMax, ctx, log } = call;
  const onError = ({ error }: { error: TRPCError }) => {
    if (error.code !== 'INTERNAL_SERVER_ERROR') return;
    log.error({ err: error.cause ?? error, path }, 'unexpected error in a procedure');
  };
  const isJson = request.headers['content-type']?.startsWith('application/json');
  if (body && request.method === 'POST' && query === '' && isJson) {
    return await answerMutation(response, { router, path, body, ctx, onError });
  }
  // The adapter takes a body that was read before from here.
  if (body) Object.assign(request, { body: body.length === 0 ? undefined : body.toString() });
  // The adapter waits for "drain", which never comes once the client has left.
  response.once('close', () => response.emit('drain'));
  await nodeHTTPRequestHandler({
    router,
    req: request,
    res: response,
    path,
    maxBodySize: bodyBytesMax,
    maxBatchSize: QUERIES_PER_REQUEST_MAX,
    createContext: () => ctx,
    onError,
  });
}

/** How many procedures the path of a request calls; a batch separates them by commas. */
export function countProcedures(path: string): number {
  return path.split(/,|%2c/i, QUERIES_PER_REQUEST_MAX).length;
}

/** An error before any procedure ran, in tRPC's protocol, so that its client can read it. */
export function toProcedureError({ status, message }: HttpError) {
  const domain = status === 429 ? { code: 'RATE_LIMITED', message } : null;
  return { error: { code: INVALID_REQUEST, message, data: { httpStatus: status, domain } } };
}
