import { readSettings } from '#server/platform/env.ts';
import { createSendOnlyBoss } from '#server/platform/jobs.ts';
import { openDeps } from '#server/bootstrap/open-deps.ts';
import { createShop, GROUP_COMMIT_CONNECTIONS, type Shop } from '#server/bootstrap/shop.ts';
import type { BenchDatabase } from './bench-database.ts';
import { shopEnvironment } from './shop-environment.ts';

/** What the web process runs, without HTTP and pages, in this process. */
export interface Engine {
  shop: Shop;
  close(): Promise<void>;
}

/** As in the web process, not counting the pool of the group commit. */
const CONNECTIONS = 12;

export async function openEngine(database: BenchDatabase): Promise<Engine> {
  const settings = readSettings(shopEnvironment(database));
  const { deps, groupCommitDb, close } = await openDeps(settings, {
    name: 'bench',
    connections: CONNECTIONS,
    groupCommitConnections: GROUP_COMMIT_CONNECTIONS,
    createBoss: (url, log) => createSendOnlyBoss(url, (err) => log.error({ err }, 'pg-boss')),
  });
  const shop = createShop(deps, settings, null, groupCommitDb);
  return {
    shop,
    async close() {
      await shop.drain();
      await close();
    },
  };
}
