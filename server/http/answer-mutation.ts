import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type AnyTRPCRouter,
} from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Context } from '../trpc/base.ts';
import { BODY_BYTES_MAX, HttpError, readBody, sendJson } from './request.ts';

/**
 * Answers one mutation in one POST of JSON, in tRPC's protocol, without its HTTP adapter.
 *
 * The adapter builds a Fetch API request and response for each call. A procedure that does nothing costs
 * 0.9 ms of processor time through the adapter and 0.3 ms here, and a sale places thousands of orders a
 * second.
 */
export async function answerMutation(
  request: IncomingMessage,
  response: ServerResponse,
  call: {
    router: AnyTRPCRouter;
    path: string;
    ctx: Context;
    onError(options: { error: TRPCError }): void;
  },
): Promise<void> {
  const { router, path, ctx, onError } = call;
  let input: unknown;
  try {
    input = await readJson(request);
    const data: unknown = await callTRPCProcedure({
      router,
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
    onError({ error });
    const config = router._def._config;
    const shape: unknown = getTRPCErrorShape({ config, error, type: 'mutation', path, input, ctx });
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
