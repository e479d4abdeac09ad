import type { Violation } from '../invariants/rules.ts';
import { catalogue } from './catalogue.ts';
import { checkAfterSweep, checkEnd, checkStep } from './check-step.ts';
import { ClientResponses } from './client-responses.ts';
import { CommittedState } from './committed-state.ts';
import type { SimulatedDatabase } from './database.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './durations.ts';
import { FaultInjector, type FaultKind } from './fault-injector.ts';
import { scheduleFaults } from './fault-schedule.ts';
import { Machine } from './machine.ts';
import { PaymentModel } from './payment-model.ts';
import { Random } from './random.ts';
import { RefundModel } from './refund-model.ts';
import { extendBusyUntil, type Run, type RunOptions } from './run.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedQueue } from './simulated-queue.ts';
import { StaffTasks } from './staff-tasks.ts';
import { Trace } from './trace.ts';
import { WebhookSender } from './webhook-sender.ts';
import { scheduleWorkload } from './workload.ts';
import type { World } from './world.ts';

/** The interval of the sweep's cron. */
const SWEEP_INTERVAL_MS = HOUR_MS;
/** The faults of a run end after this, or after its number of steps. */
const FAULTS_MS_MAX = 3 * HOUR_MS;
/** The sweep's grace period, and the time for it and the last retries. */
const SETTLE_MARGIN_MS = 10 * MINUTE_MS;
/** A run that continues after a violation may not end by itself. */
const MAX_STEPS_FACTOR = 10;
/** Time limit of the final reconciliation. */
const RECONCILIATION_MS_MAX = 2 * HOUR_MS;

export interface RunResult {
  seed: number;
  /** The first violation; null when there is none. */
  violation: Violation | null;
  violations: readonly Violation[];
  trace: string[];
  steps: number;
  simulatedMs: number;
  faultCounts: ReadonlyMap<FaultKind, number>;
  /** Everything that can be left out. */
  removableIds: string[];
}

/** Runs the shop once, from one seed. The same options give the same run, byte for byte. */
export async function simulate(
  database: SimulatedDatabase,
  options: RunOptions,
): Promise<RunResult> {
  const world = createWorld(database, options);
  const { scheduler, faults, violations } = world;
  await database.reset(createInitialStock(options.seed), new Date(scheduler.nowMs));
  const state = new CommittedState(database);
  await state.readChanges();

  scheduleSweeps(world);
  scheduleFaults(world, scheduleWorkload(world, options));
  const endFaults = () => {
    if (faults.active) stopFaults(world);
  };
  scheduler.after(FAULTS_MS_MAX, 'faults end', endFaults);

  const staffTasks = new StaffTasks(world, state);
  staffTasks.start();
  await runUntil(world, state, () => {
    if (scheduler.steps >= options.stepsMax) endFaults();
    const settled = !faults.active && world.activeActorCount === 0;
    return settled ? world.busyUntilMs + SWEEP_INTERVAL_MS + SETTLE_MARGIN_MS : Infinity;
  });
  if (!world.isStopped()) checkAfterSweep(world, state);
  await reconcileAtEnd(world, state, staffTasks);
  const [violation = null] = violations;
  if (violation) world.trace.log(`VIOLATED ${violation.rule}: ${violation.detail}`);
  return {
    seed: options.seed,
    violation,
    violations,
    trace: world.trace.lines,
    steps: scheduler.steps,
    simulatedMs: scheduler.elapsedMs,
    faultCounts: faults.counts,
    removableIds: [...world.actorNames, ...faults.injectedIds],
  };
}

/** Runs step by step with checks after each, until a time that may still move. */
async function runUntil(world: World, state: CommittedState, untilMs: () => number): Promise<void> {
  const { scheduler } = world;
  while (!world.isStopped() && (await scheduler.step(untilMs()))) await checkStep(world, state);
}

/** The end: staff and reconciliation finish their work, then everything must agree. */
async function reconcileAtEnd(
  world: World,
  state: CommittedState,
  staffTasks: StaffTasks,
): Promise<void> {
  const { scheduler, report } = world;
  if (world.isStopped()) return;
  let untilMs = scheduler.nowMs + RECONCILIATION_MS_MAX;
  let differences: string[] = ['the reconciliation did not finish in time'];
  void staffTasks.reconcile().then((found) => {
    differences = found;
    untilMs = scheduler.nowMs;
  });
  await runUntil(world, state, () => untilMs);
  if (world.isStopped()) return;
  await checkEnd(world, state);
  for (const detail of differences) report('reconciliation/no-difference', detail);
}

function createWorld(database: SimulatedDatabase, options: RunOptions): World {
  const scheduler = new Scheduler(options.seed);
  const trace = new Trace(scheduler);
  const random = new Random(options.seed, 'settings');
  const violations: Violation[] = [];
  const run: Run = {
    scheduler,
    trace,
    database,
    faults: new FaultInjector(scheduler, trace, options.excludedIds ?? new Set()),
    rules: {
      currency: 'EUR',
      paymentWindowMs: random.pick([5, 15, 15, 30]) * MINUTE_MS,
      recoveryDelayMs: random.pick([1, 5, 5, 10]) * MINUTE_MS,
      holdRules: {
        customer: {
          openOrdersMax: random.pick([2, 10]),
          unitsPerSkuMax: random.pick([5, 100]),
          unitsMax: random.pick([10, Infinity]),
        },
        network: {
          openOrdersMax: random.pick([20, Infinity]),
          unitsPerSkuMax: random.pick([50, Infinity]),
          unitsMax: Infinity,
        },
      },
      processingAlarmMs: DAY_MS,
      customerDataRetentionMs: null,
      eventRetentionMs: 90 * DAY_MS,
      orderLinkMs: DAY_MS,
      crons: { sweep: '0 * * * *', reconcile: '30 3 * * *', 'apply-retention': '10 2 * * *' },
    },
    bug: options.bug ?? null,
    actorNames: [],
    activeActorCount: 0,
    hasUncheckedCommit: false,
    commitCount: 0,
    serviceOutageUntilMs: 0,
    busyUntilMs: 0,
    violations,
    isStopped: () =>
      violations.length > 0 &&
      (!options.continueAfterViolation || scheduler.steps > MAX_STEPS_FACTOR * options.stepsMax),
    report: (rule, detail) => void violations.push({ rule, detail }),
  };
  const payments = new PaymentModel(run, (event) => webhooks.send(event));
  const service = { payments, refunds: new RefundModel(run, payments) };
  const shopRun = Object.assign(run, {
    machines: [
      new Machine(run, service, 'web1', 'web'),
      new Machine(run, service, 'web2', 'web'),
      new Machine(run, service, 'worker1', 'worker'),
      new Machine(run, service, 'worker2', 'worker'),
    ],
  });
  const world: World = Object.assign(shopRun, service, {
    jobs: new SimulatedQueue(shopRun),
    responses: new ClientResponses(run),
  });
  const webhooks = new WebhookSender(world);
  return world;
}

function createInitialStock(seed: number): Map<string, number> {
  const random = new Random(seed, 'stock');
  return new Map(
    catalogue.map(({ skuId }) => [skuId, random.skewed(random.pick([2, 15, 40]), 80)]),
  );
}

function scheduleSweeps(world: World): void {
  const { scheduler, faults, jobs } = world;
  const sweepNow = (number: number) => {
    if (!faults.shouldInject('sweep missed', `sweep ${number}`)) jobs.startSweep(number);
    scheduler.after(SWEEP_INTERVAL_MS, `sweep ${number + 1}`, () => sweepNow(number + 1));
  };
  scheduler.after(SWEEP_INTERVAL_MS, 'sweep 1', () => sweepNow(1));
}

/** From here on everything works, and unfinished work must finish. */
function stopFaults(world: World): void {
  const { faults, machines, trace, scheduler } = world;
  trace.log('faults end');
  faults.active = false;
  world.serviceOutageUntilMs = 0;
  world.jobs.stalledUntilMs = 0;
  for (const machine of machines) {
    machine.skewMs = 0;
    machine.frozenUntilMs = 0;
  }
  world.busyUntilMs = Math.max(world.busyUntilMs, scheduler.nowMs);
  extendBusyUntil(world, world.rules.paymentWindowMs + world.rules.recoveryDelayMs);
}
