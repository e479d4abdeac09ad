import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { ping } from '#db/client.ts';
import { CLIENT_IP_HEADER } from '../accounts/auth.ts';
import { newBuyerCookie, readBuyer } from '../accounts/buyer.ts';
import { publicUrl } from '../platform/env.ts';
import { InvalidWebhookError } from '../platform/payment-service.ts';
import { receiveWebhook } from '../payments/inbox/receive-webhook.ts';
import type { Shop } from '../bootstrap/shop.ts';
import type { Context } from '../trpc/base.ts';
import { sendJson, getClientIp, HttpError, readBody, assertSameOrigin } from './request.ts';
import { createPictureHandler } from './picture-handler.ts';
import { handleTrpcRequest } from './trpc-handler.ts';

const BODY_BYTES_MAX = 256 * 1024;
const TRPC_PATH = '/api/trpc/';

/**
 * Answers all requests of the web process: tRPC, staff sign-in, webhooks, uploaded pictures and health here, since that
 * costs a third of the same through Next; everything else is a page, and Next's.
 */
export function createRequestHandler(shop: Shop, next: RequestListener): RequestListener {
  const { settings, deps } = shop;
  const url = publicUrl(settings);
  const publicHost = new URL(url).host;
  const secure = url.startsWith('https://');
  const auth = toNodeHandler(shop.auth);
  const pictures = createPictureHandler(deps.db);

  return (request, response) => {
    route(request, response).catch((error: unknown) => refuse(response, error));
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    setSecurityHeaders(response);
    if (path.startsWith('/api/webhooks/stripe')) return await takeWebhook(request, response);
    if (path === '/healthz') return await answerHealth(response);
    if (pictures.owns(path)) return await pictures.answer(request, response);
    assertSameOrigin(request, publicHost);
    if (path.startsWith(TRPC_PATH)) {
      const [procedure = '', query = ''] = path.slice(TRPC_PATH.length).split('?', 2);
      const ctx = contextOf(request, response);
      return await handleTrpcRequest(request, response, {
        path: procedure,
        query,
        ctx,
        log: deps.log,
      });
    }
    if (path.startsWith('/api/auth/')) {
      request.headers[CLIENT_IP_HEADER] = getClientIp(request, settings.TRUST_PROXY);
      return await auth(request, response);
    }
    if (!path.startsWith('/_next/')) giveBuyerCookie(request, response);
    next(request, response);
  }

  function contextOf(request: IncomingMessage, response: ServerResponse): Context {
    const buyerId = giveBuyerCookie(request, response);
    return {
      shop,
      buyerId,
      // Few procedures look at them, and building them costs more than many a call.
      get headers() {
        return toHeaders(request);
      },
      clientIp: getClientIp(request, settings.TRUST_PROXY),
    };
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
    sendJson(response, 200, { received: true, outcome });
  }

  async function answerHealth(response: ServerResponse): Promise<void> {
    await ping(deps.db);
    sendJson(response, 200, { ok: true });
  }

  function refuse(response: ServerResponse, error: unknown): void {
    if (response.headersSent) return void response.destroy();
    if (error instanceof HttpError) {
      sendJson(response, error.status, { error: error.message });
    } else if (error instanceof InvalidWebhookError) {
      deps.log.warn({ reason: error.message }, 'refused a webhook that must not be believed');
      sendJson(response, 400, { error: 'the webhook is not signed by the payment service' });
    } else {
      deps.log.error({ err: error }, 'a request failed unexpectedly');
      sendJson(response, 500, { error: 'something went wrong on our side; try again' });
    }
  }
}

function toHeaders(request: IncomingMessage): Headers {
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
