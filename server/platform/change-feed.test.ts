import { sql } from 'kysely';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createDatabase, createPool } from '#db/client.ts';
import { createTestDatabase } from '#db/testing/test-database.ts';
import { startTestProxy } from '#db/testing/test-proxy.ts';
import { CHANGES_CHANNEL, createChangeNotifier } from './change-notifier.ts';
import { createChangeFeed } from './change-feed.ts';
import { createLog } from './log.ts';

const database = await createTestDatabase();
const network = await startTestProxy(database.databaseUrl);
const db = createDatabase(createPool(database.databaseUrl, { name: 'under test', max: 1 }));
afterAll(async () => {
  await db.destroy();
  network.close();
  await database.drop();
});

test('a silent connection is replaced, and watchers are woken before and after', async () => {
  const log = createLog('test', 'silent');
  const feed = createChangeFeed(network.databaseUrl, log, {
    heartbeatIntervalMs: 50,
    heartbeatTimeoutMs: 200,
  });
  onTestFinished(() => feed.close());
  const { signal } = new AbortController();
  const changes = feed.watch('order', signal);
  const announce = createChangeNotifier(db, () => {});
  // At once, and when it listens.
  await changes.next();
  await changes.next();

  network.silence();
  await changes.next();
  announce.notify({ orderIds: ['another'] });
  announce.notify({ orderIds: ['order'] });
  expect(await changes.next()).toEqual({ done: false, value: undefined });
});

test.each(['', 'no JSON', 'null', '{}', '{"orderIds": "order"}'])(
  'the notification %j wakes all watchers and costs no reconnect',
  async (payload) => {
    const feed = createChangeFeed(database.databaseUrl, createLog('test', 'silent'));
    onTestFinished(() => feed.close());
    const changes = feed.watch('order', new AbortController().signal);
    await changes.next();
    await changes.next();
    const pid = await listeningPid();
    await sql`select pg_notify(${CHANGES_CHANNEL}, ${payload})`.execute(db);
    expect(await changes.next()).toEqual({ done: false, value: undefined });
    expect(await listeningPid()).toBe(pid);
  },
);

/** Of the newest connection; that of an earlier feed may still be closing. */
async function listeningPid(): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where application_name = 'holdfast change feed' and datname = current_database()
    order by backend_start desc limit 1`.execute(db);
  return rows[0]?.pid;
}
