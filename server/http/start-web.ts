import { setTimeout as delay } from 'node:timers/promises';
import createNext from 'next';
import { CLIENT_NETWORK_HEADER } from '../accounts/auth.ts';
import { openDeps } from '../bootstrap/open-deps.ts';
import { createShop, GROUP_COMMIT_CONNECTIONS } from '../bootstrap/shop.ts';
import { isLive, publicUrl, readSettings } from '../platform/env.ts';
import { createSendOnlyBoss } from '../platform/jobs.ts';
import { captureConsole } from '../platform/log.ts';
import { exitOnCrash, onShutdown, reportReady } from '../platform/process-lifecycle.ts';
import { createQueueAdmin } from '../queues/queue-admin.ts';
import { registerInProcessServer } from '../trpc/in-process.ts';
import { appRouter, createCaller } from '../trpc/router.ts';
import { UNKNOWN_NETWORK } from './client-address.ts';
import { createHttpServer } from './http-server.ts';
import { createRequestHandler } from './request-handler.ts';

/** Requests that are not answered this long after a SIGTERM are cut off. */
const SHUTDOWN_GRACE_MS = 5000;

/** A browser that asks has left by then, and the connection serves others. */
const STATEMENT_MS_MAX = 15_000;

/**
 * Starts the web process: tRPC, webhooks and pages on one port. Ends at SIGTERM.
 * @param router the tRPC procedures; the benchmark adds one of its own
 */
export async function startWeb(router: Parameters<typeof createRequestHandler>[1] = appRouter) {
  const settings = readSettings(process.env);
  const isDevelopment = settings.NODE_ENV !== 'production';
  const { deps, groupCommitDb, boss, close } = await openDeps(settings, {
    name: 'web',
    connections: 12,
    statementMsMax: STATEMENT_MS_MAX,
    groupCommitConnections: GROUP_COMMIT_CONNECTIONS,
    createBoss: (databaseUrl, log) =>
      createSendOnlyBoss(databaseUrl, (err) => log.warn({ err }, 'pg-boss error')),
  });
  exitOnCrash(deps.log);
  if (!isDevelopment) captureConsole(deps.log);
  const shop = createShop(deps, settings, createQueueAdmin(boss), groupCommitDb);

  registerInProcessServer({
    isLive: isLive(settings),
    createCaller: (headers) =>
      createCaller({
        shop,
        headers,
        buyerId: shop.buyerCookies.read(headers.get('cookie') ?? undefined)?.buyerId ?? null,
        clientNetwork: headers.get(CLIENT_NETWORK_HEADER) ?? UNKNOWN_NETWORK,
      }),
  });

  const server = createHttpServer({
    trustedProxies: settings.TRUSTED_PROXIES,
    keepAliveMs: settings.KEEP_ALIVE,
  });
  let isDraining = false;
  const nextApp = createNext({
    dev: isDevelopment,
    httpServer: server,
    port: settings.PORT,
    hostname: settings.HOST,
  });
  await nextApp.prepare().catch((error: unknown) => {
    const isUnbuilt = error instanceof Error && error.message.includes('production build');
    throw isUnbuilt ? new Error('the pages are not built; run npm run build') : error;
  });
  const handleNextRequest = nextApp.getRequestHandler();
  server.on(
    'request',
    createRequestHandler(
      shop,
      router,
      (request, response) => handleNextRequest(request, response),
      () => isDraining,
    ),
  );
  server.on('error', (err) => {
    deps.log.fatal({ err }, 'cannot listen');
    process.exit(1);
  });
  server.listen(settings.PORT, settings.HOST, () => {
    deps.log.info(`listening on ${publicUrl(settings)}`);
    reportReady(publicUrl(settings));
  });

  const delayMs = settings.DRAIN_DELAY;
  const drain = async () => {
    isDraining = true;
    const closed = server.drain({ delayMs });
    await delay(delayMs);
    await shop.drain();
    await Promise.race([closed, delay(SHUTDOWN_GRACE_MS)]);
    server.closeAllConnections();
    await close();
  };
  onShutdown(deps.log, drain, delayMs);
}
