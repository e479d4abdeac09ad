import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyTRPCRouter, TRPCError } from '@trpc/server';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import type { Log } from '../platform/log.ts';
import { PICTURE_BYTES_MAX } from '../shared/limits.ts';
import type { Context } from '../trpc/base.ts';
import { answerMutation } from './answer-mutation.ts';
import { BODY_BYTES_MAX } from './request.ts';

/** The one procedure that takes a file. */
const UPLOAD_PATH = 'admin.products.uploadPicture';

/**
 * Answers tRPC over HTTP through tRPC's adapter, except single mutations (see `answerMutation`).
 * @param call.path the procedure, such as `orders.place`
 */
export async function handleTrpcRequest(
  request: IncomingMessage,
  response: ServerResponse,
  call: { router: AnyTRPCRouter; path: string; query: string; ctx: Context; log: Log },
): Promise<void> {
  const { router, path, query, ctx, log } = call;
  const onError = ({ error }: { error: TRPCError }) => {
    if (error.code !== 'INTERNAL_SERVER_ERROR') return;
    log.error({ err: error.cause ?? error, path }, 'unexpected error in a procedure');
  };
  const isJson = request.headers['content-type']?.startsWith('application/json');
  if (request.method === 'POST' && query === '' && isJson) {
    return await answerMutation(request, response, { router, path, ctx, onError });
  }
  await nodeHTTPRequestHandler({
    router,
    req: request,
    res: response,
    path,
    // A body is read only once the procedure has authorised its caller.
    maxBodySize: path === UPLOAD_PATH ? PICTURE_BYTES_MAX : BODY_BYTES_MAX,
    createContext: () => ctx,
    onError,
  });
}
