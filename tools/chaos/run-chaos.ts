import { audit } from '#server/invariants/audit.ts';
import { Random } from '../simulator/random.ts';
import type { Log } from '../scripts/supervised-process.ts';
import { runChecks } from './check/run-checks.ts';
import type { Finding, FindingKind } from './check/finding.ts';
import { readPaymentService } from './check/read-payment-service.ts';
import { readShopDatabase, readStock } from './check/read-shop-database.ts';
import { runFaults, type FaultSummary } from './faults/run-faults.ts';
import type { FaultContext } from './faults/fault-context.ts';
import { monotonicNowMs } from './ledger/monotonic-clock.ts';
import { summarizeOutcomes, createRequestLog, type RequestLogEntry } from './ledger/request-log.ts';
import { checkHistories } from './linearizability/check-histories.ts';
import { buildStockHistories } from './linearizability/stock-histories.ts';
import { createFaultSchedule } from './schedule/fault-schedule.ts';
import { reconcilePayments } from './settle/reconcile-payments.ts';
import { waitUntilHealthy } from './settle/wait-until-healthy.ts';
import { quiesce } from './settle/quiesce.ts';
import { startTestSystem, type TestSystem } from './system/start-test-system.ts';
import { createExitMonitor, type ExitMonitor } from './system/exit-monitor.ts';
import { driveTraffic, prepareTraffic, receiveInitialStock } from './traffic/drive-traffic.ts';
import { createSandboxClient } from './traffic/sandbox-client.ts';
import { Shopper } from './traffic/shopper.ts';
import { StaffMember } from './traffic/staff-member.ts';

const CLIENT_TIMEOUT_MS = 3000;
const RESTORE_MS_MAX = 90_000;
/** A circuit to the payment service that has opened may stay so for a minute. */
const QUIESCE_MS_MAX = 150_000;
const SEARCH_MS_MAX = 60_000;

export interface ChaosOptions {
  seed: number;
  seconds: number;
  pages: boolean;
  dataDir: string;
  /** Gets every line that a process prints. */
  log: Log;
  /** Gets the story of the run. */
  report: (line: string) => void;
  signal: AbortSignal;
}

export interface ChaosResult {
  orders: number;
  faults: FaultSummary;
  findings: Finding[];
  /** What was asked and told, and the stock before and after it. */
  trace: { opening: object; closing: object; entries: readonly RequestLogEntry[] };
}

/**
 * Starts the whole shop, lets shoppers shop while everything fails that a seeded schedule names, makes
 * all work again, lets it settle, and holds what is there against what was told. Stops what it
 * started, whatever happens.
 *
 * @throws when the shop does not start or does not come back
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { dataDir, pages, signal, report } = options;
  const exitMonitor = createExitMonitor();
  const log: Log = (source, line) => {
    exitMonitor.onLogLine(source, line);
    options.log(source, line);
  };
  report('starting two webs, two workers, the payment sandbox and PostgreSQL');
  const testSystem = await startTestSystem({ dataDir, pages, log, signal });
  const over = new AbortController();
  try {
    const ending = AbortSignal.any([over.signal, signal]);
    return await run({ ...options, signal: ending }, testSystem, exitMonitor);
  } finally {
    report('stopping');
    // Nothing may start a process again that is stopped now.
    over.abort();
    await testSystem.stop();
  }
}

async function run(
  options: ChaosOptions,
  testSystem: TestSystem,
  exitMonitor: ExitMonitor,
): Promise<ChaosResult> {
  const { seed, seconds, report, signal } = options;
  const requestLog = createRequestLog();
  const sandbox = createSandboxClient(testSystem.service, requestLog);
  const clientTimeout = { ms: CLIENT_TIMEOUT_MS };
  const context: FaultContext = {
    testSystem,
    sandbox,
    requestLog,
    clientTimeout,
    signal,
    backgroundTasks: new Set(),
  };
  const { shopUrl, webUrls, staff: account } = testSystem.shop;
  const setup = await prepareTraffic(shopUrl, account);
  const closingTime = new AbortController();
  const ending = AbortSignal.any([closingTime.signal, signal]);
  const trafficContext = {
    webUrls,
    catalogue: setup.catalogue,
    requestLog,
    sandbox,
    clientTimeout,
    signal: ending,
  };
  const staff = new StaffMember(
    trafficContext,
    new Random(seed, 'first and last'),
    setup.staffCookie,
  );
  await receiveInitialStock(setup.catalogue, staff);
  const initialStock = await readStock(testSystem.db);
  const openedAt = new Date();

  report(`${seconds} s of traffic and faults`);
  const traffic = driveTraffic(trafficContext, setup, seed);
  // Heard of below; until then it must not end the process.
  traffic.catch(() => {});
  const faults = await runFaults(context, createFaultSchedule(seed, seconds), report, signal);
  closingTime.abort();
  const shoppers = await traffic;
  signal.throwIfAborted();

  report(`the faults are over, after ${summarizeOutcomes(requestLog.entries)}; healing`);
  await waitUntilHealthy(context, performance.now() + RESTORE_MS_MAX);
  exitMonitor.assertAllSeenReady(
    [...testSystem.shop.webs, ...testSystem.shop.workers, testSystem.sandbox].map(
      ({ name }) => name,
    ),
  );
  report('settling');
  const reconcile = () => reconcilePayments(testSystem, openedAt);
  const probes = webUrls.map(
    (_, web) =>
      new Shopper(
        trafficContext,
        new Random(seed, `newcomer ${web}`),
        setup.buyers[web]!,
        'spread',
      ),
  );
  const clients = { shoppers, probes, staff, reconcile };
  const idle = await quiesce(context, clients, performance.now() + QUIESCE_MS_MAX);
  signal.throwIfAborted();

  report('checking');
  const at = monotonicNowMs();
  const shop = await readShopDatabase(testSystem.db);
  const service = await readPaymentService(testSystem.service);
  const { violations } = await audit(testSystem.db);
  const entries = requestLog.entries;
  const histories = buildStockHistories(entries, { at, rows: shop.stock });
  const checked = checkHistories(initialStock, histories, SEARCH_MS_MAX);
  report(
    `stock histories of ${checked.skus} SKUs with ${checked.operations} operations: ` +
      `${checked.findings.length - checked.undecided} not linearizable, ${checked.undecided} not decided in time`,
  );
  const findings = [
    ...runChecks({
      requests: entries,
      initialStock,
      shop,
      service,
      violations,
      differences: await reconcile(),
      unexpectedExits: exitMonitor.unexpectedExits,
    }),
    ...checked.findings,
    ...idle.map((message): Finding => ({ kind: 'stuck', message })),
  ];
  const record = {
    opening: Object.fromEntries(initialStock),
    closing: Object.fromEntries(shop.stock),
    entries,
  };
  return { orders: shop.orders.size, faults, findings, trace: record };
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
