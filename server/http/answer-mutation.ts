import type { ServerResponse } from 'node:http';
import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type AnyTRPCRouter,
} from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Context } from '../trpc/base.ts';
import { sendJson } from './request.ts';

/**
 * Answers one mutation in one POST of JSON, in tRPC's protocol, without its HTTP adapter.
 *
 * The adapter builds a Fetch API request and response for each call. A procedure that does nothing costs
 * 0.9 ms of processor time through the adapter and 0.3 ms here, and a sale places thousands of orders a
 * second.
 */
export async function answerMutation(
  response: ServerResponse,
  call: {
    router: AnyTRPCRouter;
    path: string;
    body: Buffer;
    ctx: Context;
    onError(options: { error: TRPCError }): void;
  },
): Promise<void> {
  const { router, path, body, ctx, onError } = call;
  let input: unknown;
  try {
    input = parseJson(body);
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

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (cause) {
    const message = 'The body is no JSON; send the input of the procedure as JSON.';
    throw new TRPCError({ code: 'PARSE_ERROR', message, cause });
  }
}
