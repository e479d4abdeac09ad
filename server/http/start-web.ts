import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import createNext from 'next';
import { readBuyer } from '../accounts/buyer.ts';
import { createQueueAdmin } from '../queues/queue-admin.ts';
import { publicUrl, readSettings } from '../platform/env.ts';
import { createSendOnlyBoss } from '../platform/jobs.ts';
import { openDeps } from '../bootstrap/open-deps.ts';
import { onShutdown, reportReady } from '../platform/process-lifecycle.ts';
import { createShop, GROUP_COMMIT_CONNECTIONS } from '../bootstrap/shop.ts';
import { registerInProcessCaller } from '../trpc/in-process.ts';
import { createCaller } from '../trpc/router.ts';
import { createRequestHandler } from './request-handler.ts';

/** Requests that are still under way this long after a SIGTERM are cut. */
const SHUTDOWN_GRACE_MS = 5000;

const settings = readSettings(process.env);
const {
  deps,
  groupCommitDb: dbApart,
  boss,
  close,
} = await openDeps(settings, {
  name: 'web',
  connections: 12,
  connectionsApart: GROUP_COMMIT_CONNECTIONS,
  createBoss: (databaseUrl, log) =>
    createSendOnlyBoss(databaseUrl, (err) => log.warn({ err }, 'pg-boss met an error and goes on')),
});
const shop = createShop(deps, settings, createQueueAdmin(boss), dbApart);

registerInProcessCaller({
  callerFor: (headers) =>
    createCaller({
      shop,
      headers,
      buyerId: readBuyer(settings.AUTH_SECRET, headers.get('cookie') ?? undefined),
      clientIp: 'in process',
    }),
});

const server = createServer();
const dev = settings.NODE_ENV !== 'production';
const nextApp = createNext({
  dev,
  httpServer: server,
  port: settings.PORT,
  hostname: settings.HOST,
});
await nextApp.prepare();
const handleNextRequest = nextApp.getRequestHandler();
server.on(
  'request',
  createRequestHandler(shop, (request, response) => void handleNextRequest(request, response)),
);
server.on('error', (err) => {
  deps.log.fatal({ err }, 'cannot serve');
  process.exit(1);
});
server.listen(settings.PORT, settings.HOST, () => {
  deps.log.info({ url: publicUrl(settings) }, 'the shop is open');
  reportReady(publicUrl(settings));
});

onShutdown(deps.log, async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  await shop.drain();
  server.closeIdleConnections();
  await Promise.race([closed, delay(SHUTDOWN_GRACE_MS)]);
  server.closeAllConnections();
  await close();
});
