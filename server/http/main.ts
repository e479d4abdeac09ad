import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import createNext from 'next';
import { readBuyer } from '../accounts/buyer.ts';
import { createQueueOffice } from '../queues/queue-office.ts';
import { publicUrl, readSettings } from '../platform/env.ts';
import { createSendingBoss } from '../platform/jobs.ts';
import { openDeps } from '../bootstrap/open-deps.ts';
import { onShutdown, reportReady } from '../platform/process.ts';
import { createShop, GROUP_CONNECTIONS } from '../bootstrap/shop.ts';
import { shareInProcess } from '../trpc/in-process.ts';
import { createCaller } from '../trpc/router.ts';
import { createFrontDoor } from './front-door.ts';

/** Requests that are still under way this long after a SIGTERM are cut. */
const CUT_MS = 5000;

const settings = readSettings(process.env);
const { deps, dbApart, boss, close } = await openDeps(settings, {
  name: 'web',
  connections: 12,
  connectionsApart: GROUP_CONNECTIONS,
  createBoss: (databaseUrl, log) =>
    createSendingBoss(databaseUrl, (err) => log.warn({ err }, 'pg-boss met an error and goes on')),
});
const shop = createShop(deps, settings, createQueueOffice(boss), dbApart);

shareInProcess({
  callerFor: (headers) =>
    createCaller({
      shop,
      headers,
      buyerId: readBuyer(settings.AUTH_SECRET, headers.get('cookie') ?? undefined),
      clientAddress: 'in process',
    }),
});

const server = createServer();
const dev = settings.NODE_ENV !== 'production';
const app = createNext({ dev, httpServer: server, port: settings.PORT, hostname: settings.HOST });
await app.prepare();
const handle = app.getRequestHandler();
server.on(
  'request',
  createFrontDoor(shop, (request, response) => void handle(request, response)),
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
  await Promise.race([closed, delay(CUT_MS)]);
  server.closeAllConnections();
  await close();
});
