import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { exportProducts } from '../catalog/export-products.ts';
import { assertStaff, toTrpcError, type Context } from '../trpc/base.ts';
import { HttpError } from './request.ts';

/**
 * Sends all products as a CSV file, as fast as the client reads it. A failure after the first rows ends the
 * connection, so that the browser reports an incomplete download.
 * @throws HttpError when the caller is no member of staff
 */
export async function handleProductExport(
  response: ServerResponse,
  ctx: Context,
  query: string,
): Promise<void> {
  await assertStaff(ctx).catch((cause: unknown) => {
    const error = toTrpcError(cause) ?? getTRPCErrorFromUnknown(cause);
    throw new HttpError(getHTTPStatusCodeFromError(error), error.message);
  });
  const withStock = new URLSearchParams(query).get('stock') === 'true';
  const { deps } = ctx.shop;
  const day = deps.clock.now().toISOString().slice(0, 10);
  const closed = once(response, 'close');
  try {
    await exportProducts(deps, { withStock }, async (part) => {
      if (!response.headersSent) {
        response.writeHead(200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="products-${day}.csv"`,
        });
      }
      if (!response.write(part)) await Promise.race([once(response, 'drain'), closed]);
      if (response.destroyed) throw new Error('the client has left');
    });
    response.end();
  } catch (error) {
    if (!response.headersSent) throw error;
    if (!response.destroyed) deps.log.error({ err: error }, 'an export ended early');
    response.destroy();
  }
}
