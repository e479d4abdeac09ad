import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
} from '@trpc/server';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { PICTURE_BYTES_MAX } from '../shared/upload-picture-input.ts';
import type { Log } from '../platform/log.ts';
import type { Context } from '../trpc/base.ts';
import { appRouter } from '../trpc/router.ts';
import { sendJson, HttpError, readBody } from './request.ts';

const BODY_BYTES_MAX = 256 * 1024;
/** Photos, which only administrators send; a body is not read before it is known who sends it. */
const UPLOAD_PATH = 'admin.products.uploadPicture';

/**
 * Answers tRPC over HTTP. Placing an order is one mutation in one POST, and a sale sends thousands a
 * second: such calls go to tRPC's own procedure caller directly, without the Fetch API's requests and
 * responses in between, which cost several times the call. Queries, batches and subscriptions go
 * through tRPC's adapter. Both speak the same protocol.
 */
export async function handleTrpcRequest(
  request: IncomingMessage,
  response: ServerResponse,
  call: { path: string; query: string; ctx: Context; log: Log },
): Promise<void> {
  if (request.method === 'POST' && call.query === '' && isJson(request)) {
    return await handleMutation(request, response, call);
  }
  const { path, ctx, log } = call;
  await nodeHTTPRequestHandler({
    router: appRouter,
    req: request,
    res: response,
    path,
    maxBodySize: path === UPLOAD_PATH ? PICTURE_BYTES_MAX : BODY_BYTES_MAX,
    createContext: () => ctx,
    onError: ({ error }) => logUnexpectedError(log, error, path),
  });
}

async function handleMutation(
  request: IncomingMessage,
  response: ServerResponse,
  { path, ctx, log }: { path: string; ctx: Context; log: Log },
): Promise<void> {
  let input: unknown;
  try {
    input = await readJson(request);
    const data: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type: 'mutation',
      ctx,
      getRawInput: () => Promise.resolve(input),
      signal: undefined,
      batchIndex: 0,
    });
    sendJson(response, 200, { result: { data } });
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    logUnexpectedError(log, error, path);
    const config = appRouter._def._config;
    const shape = getTRPCErrorShape({ config, error, type: 'mutation', path, input, ctx });
    sendJson(response, getHTTPStatusCodeFromError(error), { error: shape });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, BODY_BYTES_MAX).catch((cause: unknown) => {
    if (!(cause instanceof HttpError)) throw cause;
    throw new TRPCError({ code: 'PAYLOAD_TOO_LARGE', message: cause.message, cause });
  });
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (cause) {
    const message = 'The body is no JSON; send the input of the procedure as JSON.';
    throw new TRPCError({ code: 'PARSE_ERROR', message, cause });
  }
}

function isJson(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/json') ?? false;
}

function logUnexpectedError(log: Log, error: TRPCError, path: string): void {
  if (error.code === 'INTERNAL_SERVER_ERROR') {
    log.error({ err: error.cause ?? error, path }, 'a procedure failed unexpectedly');
  }
}
