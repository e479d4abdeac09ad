import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AnyTRPCRouter } from '@trpc/server';
import { toNodeHandler } from 'better-auth/node';
import { ping } from '#db/client.ts';
import { CLIENT_NETWORK_HEADER } from '../accounts/auth.ts';
import { newBuyerCookie, readBuyer } from '../accounts/buyer.ts';
import type { Shop } from '../bootstrap/shop.ts';
import { QueueFullError } from '../platform/group-commit.ts';
import { publicUrl } from '../platform/env.ts';
import { InvalidWebhookError } from '../platform/payment-service.ts';
import type { Context } from '../trpc/base.ts';
import { createClientNetworkReader } from './client-address.ts';
import { createPictureHandler } from './picture-handler.ts';
import { assertSameOrigin, BODY_BYTES_MAX, HttpError, readBody, sendJson } from './request.ts';
import { handleTrpcRequest } from './trpc-handler.ts';

const TRPC_PATH = '/api/trpc/';

/**
 * The request handler of the web process. It answers tRPC, staff sign-in, webhooks, uploaded pictures
 * and health itself, since that costs a third of the same through Next.
 * @param router the tRPC procedures
 * @param next answers everything else, which is pages
 */
export function createRequestHandler(
  shop: Shop,
  router: AnyTRPCRouter,
  next: RequestListener,
): RequestListener {
  const { settings, deps } = shop;
  const url = publicUrl(settings);
  const publicHost = new URL(url).host;
  const secure = url.startsWith('https://');
  const auth = toNodeHandler(shop.auth);
  const pictures = createPictureHandler(deps.db);
  const readClientNetwork = createClientNetworkReader(settings.TRUSTED_PROXIES, deps);

  return (request, response) => {
    route(request, response).catch((error: unknown) => sendError(response, error));
  };

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    setSecurityHeaders(response);
    if (path.startsWith('/api/webhooks/stripe')) return await handleWebhook(request, response);
    if (path === '/healthz') return await handleHealthCheck(response);
    if (pictures.matches(path)) return await pictures.handle(request, response);
    assertSameOrigin(request, publicHost);
    const clientNetwork = readClientNetwork(request);
    request.headers[CLIENT_NETWORK_HEADER] = clientNetwork;
    if (path.startsWith(TRPC_PATH)) {
      const [procedure = '', query = ''] = path.slice(TRPC_PATH.length).split('?', 2);
      const ctx = createContext(request, response, clientNetwork);
      const call = { router, path: procedure, query, ctx, log: deps.log };
      return await handleTrpcRequest(request, response, call);
    }
    if (path.startsWith('/api/auth/')) {
      return await auth(request, response);
    }
    if (!path.startsWith('/_next/')) ensureBuyerCookie(request, response);
    next(request, response);
  }

  function createContext(
    request: IncomingMessage,
    response: ServerResponse,
    clientNetwork: string,
  ): Context {
    return {
      shop,
      buyerId: ensureBuyerCookie(request, response),
      // Lazy, since few procedures read headers and building them costs more than many calls.
      get headers() {
        return toHeaders(request);
      },
      clientNetwork,
    };
  }

  /** Gives a browser without a valid buyer cookie one, which counts from its next request. */
  function ensureBuyerCookie(request: IncomingMessage, response: ServerResponse): string | null {
    const buyerId = readBuyer(settings.AUTH_SECRET, request.headers.cookie);
    if (!buyerId) {
      response.appendHeader('set-cookie', newBuyerCookie(settings.AUTH_SECRET, { secure }));
    }
    return buyerId;
  }

  async function handleWebhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') throw new HttpError(405, 'use POST');
    const body = await readBody(request, BODY_BYTES_MAX);
    const signature = request.headers['stripe-signature']?.toString();
    const outcome = await shop.receiveWebhook(body, signature).catch((error: unknown) => {
      if (error instanceof QueueFullError) throw new HttpError(503, 'busy; send it again later');
      throw error;
    });
    sendJson(response, 200, { received: true, outcome });
  }

  async function handleHealthCheck(response: ServerResponse): Promise<void> {
    await ping(deps.db);
    sendJson(response, 200, { ok: true });
  }

  function sendError(response: ServerResponse, error: unknown): void {
    if (response.headersSent) return void response.destroy();
    if (error instanceof HttpError) {
      sendJson(response, error.status, { error: error.message });
    } else if (error instanceof InvalidWebhookError) {
      deps.log.warn({ reason: error.message }, 'invalid webhook signature');
      sendJson(response, 400, { error: 'invalid webhook signature' });
    } else {
      deps.log.error({ err: error }, 'unexpected error in a request');
      sendJson(response, 500, { error: 'internal server error; try again' });
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
