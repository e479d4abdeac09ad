import { audit } from '#server/invariants/audit.ts';
import { Random } from '../simulator/random.ts';
import type { Log } from '../scripts/supervised-process.ts';
import { checkRun } from '../invariants/check-run.ts';
import { consequenceOf, type Consequence, type Violation } from '../invariants/rules.ts';
import { readPaymentService } from './records/read-payment-service.ts';
import { readShopDatabase, readStock } from './records/read-shop-database.ts';
import { runFaults, type FaultSummary } from './faults/run-faults.ts';
import type { FaultContext } from './faults/fault-context.ts';
import { monotonicNowMs } from './traffic/monotonic-clock.ts';
import {
  summarizeOutcomes,
  createRequestLog,
  type RequestLogEntry,
} from '../invariants/request-log.ts';
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
/** An open circuit breaker to the payment service may stay open for a minute. */
const QUIESCE_MS_MAX = 150_000;
const SEARCH_MS_MAX = 60_000;

export interface ChaosOptions {
  seed: number;
  seconds: number;
  pages: boolean;
  dataDir: string;
  /** Receives every line that a process prints. */
  log: Log;
  /** Receives the progress of the run. */
  report: (line: string) => void;
  signal: AbortSignal;
}

export interface ChaosResult {
  orders: number;
  faults: FaultSummary;
  violations: Violation[];
  /** All requests with their outcomes, and the stock before and after. */
  trace: { initialStock: object; finalStock: object; requests: readonly RequestLogEntry[] };
}

/**
 * Starts the whole shop, runs traffic and the faults of a seeded schedule, lets everything recover and
 * finish, and checks database, payment service and responses against each other. Stops all processes.
 *
 * @throws when the shop does not start or does not recover
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
    // Stops pending restarts.
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
  // Awaited below; until then a rejection must not end the process.
  traffic.catch(() => {});
  const faults = await runFaults(context, createFaultSchedule(seed, seconds), report, signal);
  closingTime.abort();
  const shoppers = await traffic;
  signal.throwIfAborted();

  report(`faults ended after ${summarizeOutcomes(requestLog.entries)}; recovering`);
  await waitUntilHealthy(context, performance.now() + RESTORE_MS_MAX);
  exitMonitor.assertAllSeenReady(
    [...testSystem.shop.webs, ...testSystem.shop.workers, testSystem.sandbox].map(
      ({ name }) => name,
    ),
  );
  report('finishing');
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
  const { violations: audited } = await audit(testSystem.db);
  const differences = await reconcile();
  const requests = requestLog.entries;
  const histories = buildStockHistories(requests, { at, rows: shop.stock });
  const checked = checkHistories(initialStock, histories, SEARCH_MS_MAX);
  report(
    `stock histories of ${checked.skus} SKUs with ${checked.operations} operations: ` +
      `${checked.violations.length - checked.undecided} not linearizable, ${checked.undecided} not decided in time`,
  );
  const violations: Violation[] = [
    ...checkRun({ requests, shop, service }),
    ...checked.violations,
    ...audited.map(({ rule, detail }): Violation => ({ rule: `audit/${rule}`, detail })),
    ...differences.map(({ kind, subject, detail }): Violation => ({
      rule: 'reconciliation/no-difference',
      detail: `${kind} ${subject}: ${detail}`,
    })),
    ...exitMonitor.unexpectedExits.map((detail): Violation => ({
      rule: 'environment/no-unexpected-exit',
      detail,
    })),
    ...idle.map((detail): Violation => ({ rule: 'liveness/every-process-works', detail })),
  ];
  const trace = {
    initialStock: Object.fromEntries(initialStock),
    finalStock: Object.fromEntries(shop.stock),
    requests,
  };
  return { orders: shop.orders.size, faults, violations, trace };
}

/** The last line of a run. */
export function summarize({ orders, faults, violations }: ChaosResult): string {
  const count = (consequence: Consequence) =>
    violations.filter(({ rule }) => consequenceOf(rule) === consequence).length;
  return (
    `chaos: ${orders} orders, ${faults.count} faults of ${faults.kinds.size} kinds, ` +
    `${count('lost')} lost, ${count('oversold')} oversold, ${count('stuck')} stuck, ` +
    `${count('mismatched')} mismatched`
  );
}
