import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { AnyTRPCRouter } from '@trpc/server';
import { toNodeHandler } from 'better-auth/node';
import { findDatabaseProblem } from '#db/await-database.ts';
import { CLIENT_NETWORK_HEADER } from '../accounts/auth.ts';
import { signStaffCookiesAgain, staffCookie } from '../accounts/staff-cookies.ts';
import type { Shop } from '../bootstrap/shop.ts';
import { QueueFullError } from '../platform/group-commit.ts';
import { ownOrigins, publicUrl } from '../platform/env.ts';
import { InvalidWebhookError } from '../platform/payment-service.ts';
import type { Context } from '../trpc/base.ts';
import { createClientNetworkReader } from './client-address.ts';
import { handleProductExport } from './export-handler.ts';
import { createFileHandler, createPageHandler, type PageHandler } from './page-handler.ts';
import { createPictureHandler } from './picture-handler.ts';
import {
  assertBodyAllowed,
  assertMethod,
  assertSameOrigin,
  assertValidHost,
  HttpError,
  limitAnswer,
  limitRestOfBody,
  parseTarget,
  readBody,
  refuse,
  sendJson,
} from './request.ts';
import { matchRoute, ROUTES, type Route, type RouteName } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import { countProcedures, handleTrpcRequest, toProcedureError } from './trpc-handler.ts';
import { createWorkBudget } from './work-budget.ts';

const FORGED_WEBHOOK_COST = 5;
/** How long a request whose client has left can keep its place; it may wait for that client for ever. */
const ABANDONED_MS = 2000;
const PROCEDURES_PATH = ROUTES.procedures.path;
/** What everybody gets, so that no cookie belongs to it. */
const CATALOGUE_PATH = `${PROCEDURES_PATH}catalog.`;

/** A request that kept the limits of its route, and its answer. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Without the query. */
  path: string;
  query: string;
  /** Null for a request that cannot have a body, and where the handler reads it itself. */
  body: Buffer | null;
  /** Null without a valid cookie, and on routes that are not a buyer's. */
  buyerId: string | null;
  clientNetwork: string;
}

/**
 * The request handler of the web process. It answers tRPC, staff sign-in, webhooks, uploaded pictures
 * and health itself, since that costs a third of the same through Next.
 * @param router the tRPC procedures
 * @param next answers everything else, which is pages
 * @param isDraining whether this process is about to end
 */
export function createRequestHandler(
  shop: Shop,
  router: AnyTRPCRouter,
  next: PageHandler,
  isDraining: () => boolean = () => false,
): RequestListener {
  const { settings, deps } = shop;
  const origins = ownOrigins(settings);
  const isHttps = publicUrl(settings).startsWith('https://');
  const auth = toNodeHandler(shop.auth);
  const pictures = createPictureHandler(deps.db);
  const budget = createWorkBudget(settings.REQUESTS_PER_MINUTE);
  const readClientNetwork = createClientNetworkReader(settings.TRUSTED_PROXIES, deps);

  const handlePage = createPageHandler(next, {
    isHttps,
    isDevelopment: settings.NODE_ENV === 'development',
  });
  const handleFile = createFileHandler(next);
  const headersByRoute = new Map(
    Object.values<Route>(ROUTES).map((route) => [route, securityHeaders(route, { isHttps })]),
  );

  const handlers: Record<RouteName, (exchange: Exchange) => void | Promise<void>> = {
    procedureWithPicture: answerProcedures,
    productImport: answerProcedures,
    productImportPreview: answerProcedures,
    productExport: (exchange) =>
      handleProductExport(exchange.response, createContext(exchange), exchange.query),
    orderChanges: answerProcedures,
    staffChanges: answerProcedures,
    procedures: answerProcedures,
    webhook: handleWebhook,
    staffAccounts: handleStaffAccounts,
    alive: ({ response }) => sendJson(response, 200, { ok: true }),
    ready: handleReadiness,
    pictures: ({ request, response }) => pictures.handle(request, response),
    developmentTools({ request, response }) {
      if (settings.NODE_ENV !== 'development') throw new HttpError(404, 'not found');
      return next(request, response);
    },
    imageOptimizer() {
      throw new HttpError(404, 'not found');
    },
    builtFiles: ({ request, response }) => handleFile(request, response),
    publicFiles: ({ request, response }) => handleFile(request, response),
    orderPages: ({ request, response }) => handlePage(request, response),
    staffPages: ({ request, response }) => handlePage(request, response),
    pages: ({ request, response }) => handlePage(request, response),
  };

  return (request, response) => {
    answer(request, response).catch((error: unknown) => sendError(request, response, error));
  };

  /** Enforces the limits of the request's route, then runs its handler. */
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const clientNetwork = readClientNetwork(request);
    const { path, query } = parseTarget(request);
    const { name, route } = matchRoute(path);
    setHeaders(response, route);
    const cost = name === 'procedures' ? countProcedures(path) : route.cost;
    budget.spend(clientNetwork, cost);
    limitAnswer(response, route.answerMs);
    assertMethod(request, route.methods);
    assertValidHost(request);
    assertBodyAllowed(request, route.bodyBytesMax);
    if (route.checksOrigin) assertSameOrigin(request, origins);
    request.headers[CLIENT_NETWORK_HEADER] = clientNetwork;
    const { bodyBytesMax: bytesMax, bodyMs: ms, streamsBody = false } = route;
    // Such a handler may answer before the body has come.
    if (streamsBody) limitRestOfBody(request, response, bytesMax);
    const body =
      request.method === 'POST' && !streamsBody ? await readBody(request, { bytesMax, ms }) : null;
    const buyerId = route.buyer === 'ignored' ? null : readBuyer(request, response, path, route);
    if (route.isPrivate) renewStaffCookies(request, response);
    const exchange = { request, response, path, query, body, buyerId, clientNetwork };
    // Mutations have queues of their own.
    const isHeavy = route.isHeavy || (name === 'procedures' && request.method === 'GET');
    if (!isHeavy) return await handlers[name](exchange);
    await budget.schedule(clientNetwork, async () => {
      // The client may have left while its request waited.
      if (response.destroyed) return;
      const closed = new Promise((resolve) => response.once('close', resolve));
      const given = closed.then(() => setTimeout(ABANDONED_MS, undefined, { ref: false }));
      await Promise.race([handlers[name](exchange), given]);
      await closed;
    });
  }

  async function answerProcedures(exchange: Exchange): Promise<void> {
    const { request, response, path, query, body } = exchange;
    const call = {
      router,
      path: path.slice(PROCEDURES_PATH.length),
      query,
      body,
      bodyBytesMax: matchRoute(path).route.bodyBytesMax,
      ctx: createContext(exchange),
      log: deps.log,
    };
    await handleTrpcRequest(request, response, call);
  }

  function createContext({ request, response, buyerId, clientNetwork }: Exchange): Context {
    return {
      shop,
      buyerId,
      // Lazy, since few procedures read headers and building them costs more than many calls.
      get headers() {
        return toHeaders(request);
      },
      clientNetwork,
      setCookies(cookies) {
        if (cookies.length > 0 && !response.headersSent) {
          response.appendHeader('set-cookie', cookies);
        }
      },
    };
  }

  /** The buyer of the cookie, which is issued again if an old secret signed it. */
  function readBuyer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    route: Route,
  ): string | null {
    const buyer = shop.buyerCookies.read(request.headers.cookie);
    const mayRenew = route.buyer === 'renewed' && !path.startsWith(CATALOGUE_PATH);
    if (buyer?.isSignedByOldSecret && mayRenew) {
      response.appendHeader('set-cookie', shop.buyerCookies.issue(buyer.buyerId));
    }
    return buyer?.buyerId ?? null;
  }

  /** Goes on with a session of staff that an old secret signed. */
  function renewStaffCookies(request: IncomingMessage, response: ServerResponse): void {
    const { cookie } = request.headers;
    const again = cookie && signStaffCookiesAgain(cookie, settings.SESSION_SECRET);
    if (!again) return;
    request.headers.cookie = again.header;
    for (const { name, value } of again.renewed) {
      response.appendHeader('set-cookie', staffCookie(name, value, { isHttps }));
    }
  }

  async function handleStaffAccounts({ request, response, body }: Exchange): Promise<void> {
    // better-auth would build URLs from it; it knows the public one.
    delete request.headers['x-forwarded-proto'];
    // It takes a body that was read before from here.
    await auth(Object.assign(request, { body: body?.toString() }), response);
  }

  async function handleWebhook({ request, response, body }: Exchange): Promise<void> {
    const signature = request.headers['stripe-signature']?.toString();
    const outcome = await shop.receiveWebhook(body!, signature).catch((error: unknown) => {
      if (error instanceof QueueFullError) throw new HttpError(503, 'busy; send it again later');
      throw error;
    });
    sendJson(response, 200, { received: true, outcome });
  }

  async function handleReadiness({ response }: Exchange): Promise<void> {
    const problem = isDraining() ? 'draining' : (await findDatabaseProblem(deps.db)) && 'database';
    sendJson(response, problem ? 503 : 200, problem ? { ok: false, problem } : { ok: true });
  }

  function setHeaders(response: ServerResponse, route: Route): void {
    for (const [name, value] of headersByRoute.get(route)!) response.setHeader(name, value);
  }

  function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.headersSent) return void response.destroy();
    // Whatever the route answers otherwise, an error is data that nobody keeps.
    setHeaders(response, ROUTES.procedures);
    if (error instanceof HttpError) {
      const body = request.url?.startsWith(PROCEDURES_PATH)
        ? toProcedureError(error)
        : { error: error.message };
      const { status, headers } = error;
      refuse(request, response, { status, body, headers });
    } else if (error instanceof InvalidWebhookError) {
      budget.charge(readClientNetwork(request), FORGED_WEBHOOK_COST);
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
