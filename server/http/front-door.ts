import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { toNodeHandler } from 'better-auth/node';
import { ping } from '#db/client.ts';
import { CLIENT_ADDRESS_HEADER } from '../accounts/auth.ts';
import { newBuyerCookie, readBuyer } from '../accounts/buyer.ts';
import { publicUrl } from '../env.ts';
import { InvalidWebhookError } from '../payments/payment-service.ts';
import { receiveWebhook } from '../payments/receive-webhook.ts';
import type { Shop } from '../shop.ts';
import type { Context } from '../trpc/base.ts';
import { appRouter } from '../trpc/router.ts';
import {
  answerJson,
  clientAddressOf,
  HttpError,
  readBody,
  refuseForeignOrigin,
} from './request.ts';

const BODY_BYTES_MAX = 256 * 1024;
const TRPC_PATH = '/api/trpc/';

/**
 * Answers all requests of the web process: tRPC, staff sign-in, webhooks and health here, since that
 * costs a third of the same through Next; everything else is a page, and Next's.
 */
export function createFrontDoor(shop: Shop, next: RequestListener): RequestListener {
  const { settings, deps } = shop;
  const url = publicUrl(settings);
  const publicHost = new URL(url).host;
  const secure = url.startsWith('https://');
  const auth = toNodeHandler(shop.auth);

  return (request, response) => {
    route(request, response).catch((error: unknown) => refuse(response, error));
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    setSecurityHeaders(response);
    if (path.startsWith('/api/webhooks/stripe')) return await takeWebhook(request, response);
    if (path === '/healthz') return await answerHealth(response);
    refuseForeignOrigin(request, publicHost);
    if (path.startsWith(TRPC_PATH)) return await answerTrpc(request, response, path);
    if (path.startsWith('/api/auth/')) {
      request.headers[CLIENT_ADDRESS_HEADER] = clientAddressOf(request, settings.TRUST_PROXY);
      return await auth(request, response);
    }
    if (!path.startsWith('/_next/')) giveBuyerCookie(request, response);
    next(request, response);
  }

  async function answerTrpc(request: IncomingMessage, response: ServerResponse, path: string) {
    const buyerId = giveBuyerCookie(request, response);
    const end = path.indexOf('?');
    await nodeHTTPRequestHandler({
      router: appRouter,
      req: request,
      res: response,
      path: path.slice(TRPC_PATH.length, end < 0 ? undefined : end),
      maxBodySize: BODY_BYTES_MAX,
      createContext: (): Context => ({
        shop,
        buyerId,
        headers: headersOf(request),
        clientAddress: clientAddressOf(request, settings.TRUST_PROXY),
      }),
      onError({ error, path }) {
        if (error.code === 'INTERNAL_SERVER_ERROR') {
          deps.log.error({ err: error.cause ?? error, path }, 'a procedure failed unexpectedly');
        }
      },
    });
  }

  /** A browser without a buyer gets one with its first answer; its next request carries it. */
  function giveBuyerCookie(request: IncomingMessage, response: ServerResponse): string | null {
    const buyerId = readBuyer(settings.AUTH_SECRET, request.headers.cookie);
    if (!buyerId) {
      response.appendHeader('set-cookie', newBuyerCookie(settings.AUTH_SECRET, { secure }));
    }
    return buyerId;
  }

  async function takeWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') throw new HttpError(405, 'webhooks are posted');
    const body = await readBody(request, BODY_BYTES_MAX);
    const signature = request.headers['stripe-signature']?.toString();
    const outcome = await receiveWebhook(shop, body, signature);
    answerJson(response, 200, { received: true, outcome });
  }

  async function answerHealth(response: ServerResponse): Promise<void> {
    await ping(deps.db);
    answerJson(response, 200, { ok: true });
  }

  function refuse(response: ServerResponse, error: unknown): void {
    if (response.headersSent) return void response.destroy();
    if (error instanceof HttpError) {
      answerJson(response, error.status, { error: error.message });
    } else if (error instanceof InvalidWebhookError) {
      deps.log.warn({ reason: error.message }, 'refused a webhook that must not be believed');
      answerJson(response, 400, { error: 'the webhook is not signed by the payment service' });
    } else {
      deps.log.error({ err: error }, 'a request failed unexpectedly');
      answerJson(response, 500, { error: 'something went wrong on our side; try again' });
    }
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, value.toString());
  }
  return headers;
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
}
