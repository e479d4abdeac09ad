import { audit } from '#server/invariants/audit.ts';
import { Random } from '../simulator/random.ts';
import type { Log } from '../scripts/supervised-process.ts';
import { check } from './check/check.ts';
import type { Finding, FindingKind } from './check/finding.ts';
import { readService } from './check/read-service.ts';
import { readShop, readStock } from './check/read-shop.ts';
import { runFaults, type FaultsDone } from './faults/run-faults.ts';
import type { Scene } from './faults/scene.ts';
import { nowMs } from './ledger/clock.ts';
import { countOutcomes, createLedger, type Entry } from './ledger/ledger.ts';
import { checkHistories } from './linearizability/check-histories.ts';
import { historiesOf } from './linearizability/history.ts';
import { makeSchedule } from './schedule/schedule.ts';
import { compareBooks } from './settle/compare-books.ts';
import { heal } from './settle/heal.ts';
import { settle } from './settle/settle.ts';
import { startDrill, type Drill } from './system/start-drill.ts';
import { watchEnds, type EndsWatch } from './system/watch-ends.ts';
import { driveTraffic, openTown, stockUp } from './traffic/drive-traffic.ts';
import { createSandboxControl } from './traffic/sandbox-control.ts';
import { Shopper } from './traffic/shopper.ts';
import { StaffMember } from './traffic/staff.ts';

const PATIENCE_MS = 3000;
const HEAL_MS_MAX = 90_000;
/** A circuit to the payment service that has opened may stay so for a minute. */
const SETTLE_MS_MAX = 150_000;
const SEARCH_MS_MAX = 60_000;

export interface ChaosOptions {
  seed: number;
  seconds: number;
  pages: boolean;
  dataDir: string;
  /** Gets every line that a process prints. */
  log: Log;
  /** Gets the story of the run. */
  tell: (line: string) => void;
  signal: AbortSignal;
}

export interface ChaosResult {
  orders: number;
  faults: FaultsDone;
  findings: Finding[];
  /** What was asked and told, and the stock before and after it. */
  record: { opening: object; closing: object; entries: readonly Entry[] };
}

/**
 * Starts the whole shop, lets shoppers shop while everything fails that a seeded schedule names, makes
 * all work again, lets it settle, and holds what is there against what was told. Stops what it
 * started, whatever happens.
 *
 * @throws when the shop does not start or does not come back
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { dataDir, pages, signal, tell } = options;
  const watch = watchEnds();
  const log: Log = (source, line) => {
    watch.hear(source, line);
    options.log(source, line);
  };
  tell('starting two webs, two workers, the payment sandbox and PostgreSQL');
  const drill = await startDrill({ dataDir, pages, log, signal });
  const over = new AbortController();
  try {
    const ending = AbortSignal.any([over.signal, signal]);
    return await run({ ...options, signal: ending }, drill, watch);
  } finally {
    tell('stopping');
    // Nothing may start a process again that is stopped now.
    over.abort();
    await drill.stop();
  }
}

async function run(options: ChaosOptions, drill: Drill, watch: EndsWatch): Promise<ChaosResult> {
  const { seed, seconds, tell, signal } = options;
  const ledger = createLedger();
  const control = createSandboxControl(drill.service, ledger);
  const patience = { ms: PATIENCE_MS };
  const scene: Scene = { drill, control, ledger, patience, signal, underWay: new Set() };
  const { shopUrl, webUrls, staff: account } = drill.shop;
  const town = await openTown(shopUrl, account);
  const closingTime = new AbortController();
  const ending = AbortSignal.any([closingTime.signal, signal]);
  const street = { webUrls, market: town.market, ledger, control, patience, signal: ending };
  const staff = new StaffMember(street, new Random(seed, 'first and last'), town.staffCookie);
  await stockUp(town.market, staff);
  const opening = await readStock(drill.db);
  const openedAt = new Date();

  tell(`${seconds} s of traffic and faults`);
  const traffic = driveTraffic(street, town, seed);
  // Heard of below; until then it must not end the process.
  traffic.catch(() => {});
  const faults = await runFaults(scene, makeSchedule(seed, seconds), tell, signal);
  closingTime.abort();
  const shoppers = await traffic;
  signal.throwIfAborted();

  tell(`the faults are over, after ${countOutcomes(ledger.entries)}; healing`);
  await heal(scene, performance.now() + HEAL_MS_MAX);
  watch.assertSeen(
    [...drill.shop.webs, ...drill.shop.workers, drill.sandbox].map(({ name }) => name),
  );
  tell('settling');
  const books = () => compareBooks(drill, openedAt);
  const newcomers = webUrls.map(
    (_, web) =>
      new Shopper(street, new Random(seed, `newcomer ${web}`), town.buyers[web]!, 'spread'),
  );
  const parties = { shoppers, newcomers, staff, books };
  const idle = await settle(scene, parties, performance.now() + SETTLE_MS_MAX);
  signal.throwIfAborted();

  tell('checking');
  const at = nowMs();
  const shop = await readShop(drill.db);
  const service = await readService(drill.service);
  const { violations } = await audit(drill.db);
  const entries = ledger.entries;
  const histories = historiesOf(entries, { at, rows: shop.stock });
  const checked = checkHistories(opening, histories, SEARCH_MS_MAX);
  tell(
    `stock histories of ${checked.skus} SKUs with ${checked.operations} operations: ` +
      `${checked.findings.length - checked.undecided} not linearizable, ${checked.undecided} not decided in time`,
  );
  const evidence = { entries, opening, shop, service, violations };
  const findings = [
    ...check({ ...evidence, differences: await books(), ends: watch.ends }),
    ...checked.findings,
    ...idle.map((words): Finding => ({ kind: 'stuck', words })),
  ];
  const record = {
    opening: Object.fromEntries(opening),
    closing: Object.fromEntries(shop.stock),
    entries,
  };
  return { orders: shop.orders.size, faults, findings, record };
}

/** The last line of a run. */
export function summarize({ orders, faults, findings }: ChaosResult): string {
  const count = (kind: FindingKind) => findings.filter((finding) => finding.kind === kind).length;
  return (
    `chaos: ${orders} orders, ${faults.count} faults of ${faults.kinds.size} kinds, ` +
    `${count('lost')} lost, ${count('oversold')} oversold, ${count('stuck')} stuck, ` +
    `${count('mismatched')} mismatched`
  );
}
