import { audit } from '#server/invariants/audit.ts';
import { ClientResponses } from './client-responses.ts';
import type { Bug } from './bugs.ts';
import { catalogue } from './catalogue.ts';
import type { SimulatedDatabase } from './database.ts';
import { StaffTasks } from './staff-tasks.ts';
import { FaultInjector, type FaultKind } from './fault-injector.ts';
import { checkStep } from './invariants.ts';
import { SimulatedQueue } from './simulated-queue.ts';
import { checkMoney, checkSettled } from './liveness.ts';
import { Machine } from './machine.ts';
import { CommittedState } from './committed-state.ts';
import { PaymentModel } from './payment-model.ts';
import { scheduleFaults } from './fault-schedule.ts';
import { scheduleWorkload } from './workload.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';
import { WebhookSender } from './webhook-sender.ts';
import { extendBusyUntil, type Violation, type World } from './world.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** The sweep's cron. */
const SWEEP_INTERVAL_MS = 60 * MINUTE_MS;
/** The faults of a run end after this, or when it has had its events. */
const FAULTS_MS_MAX = 180 * MINUTE_MS;
/** A sweep's grace, and the time it and the last retries take. */
const SETTLE_MARGIN_MS = 10 * MINUTE_MS;
/** What comparing the books may take. */
const RECONCILIATION_MS_MAX = 120 * MINUTE_MS;
/** Commits between two runs of the production audit; the cheaper checks run after each. */
const COMMITS_PER_AUDIT = 50;

export interface RunOptions {
  seed: number;
  /** Steps of the run after which its faults end. */
  stepsMax: number;
  /** Left out, to make a failing run shorter: ids of faults, and names of people. */
  excludedIds?: ReadonlySet<string>;
  bug?: Bug | null;
}

export interface Run {
  seed: number;
  /** What was broken first; null when all came right. */
  violation: Violation | null;
  trace: string[];
  steps: number;
  simulatedMs: number;
  faultCounts: ReadonlyMap<FaultKind, number>;
  /** All that could be left out. */
  removableIds: string[];
}

/** Runs the shop once, from one seed. The same options give the same run, byte for byte. */
export async function simulate(database: SimulatedDatabase, options: RunOptions): Promise<Run> {
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
  if (violations.length === 0) checkSettled(world, state);
  await reconcileAtEnd(world, state, staffTasks);
  const [violation = null] = violations;
  if (violation) world.trace.log(`VIOLATED ${violation.rule}: ${violation.detail}`);
  return {
    seed: options.seed,
    violation,
    trace: world.trace.lines,
    steps: scheduler.steps,
    simulatedMs: scheduler.elapsedMs,
    faultCounts: faults.counts,
    removableIds: [...world.actorNames, ...faults.injectedIds],
  };
}

/** Step by step, with a look at everything after each, until a time that may still move. */
async function runUntil(world: World, state: CommittedState, untilMs: () => number): Promise<void> {
  const { scheduler, violations } = world;
  while (violations.length === 0 && (await scheduler.step(untilMs()))) {
    if (world.hasUncheckedCommit && ++world.commitCount % COMMITS_PER_AUDIT === 0)
      await runAudit(world);
    if (world.hasUncheckedCommit || world.payments.changedOrderIds.size > 0)
      await checkStep(world, state);
  }
}

/** The end: all money has come right, the books of shop and service are the same, the audit agrees. */
async function reconcileAtEnd(
  world: World,
  state: CommittedState,
  staffTasks: StaffTasks,
): Promise<void> {
  const { scheduler, violations } = world;
  if (violations.length > 0) return;
  let untilMs = scheduler.nowMs + RECONCILIATION_MS_MAX;
  let differences: string[] = ['the books were not compared in time'];
  void staffTasks.reconcile().then((found) => {
    differences = found;
    untilMs = scheduler.nowMs;
  });
  await runUntil(world, state, () => untilMs);
  if (violations.length === 0) await runAudit(world);
  if (violations.length > 0) return;
  checkMoney(world, state);
  for (const detail of differences) violations.push({ rule: 'the books agree', detail });
}

function createWorld(database: SimulatedDatabase, options: RunOptions): World {
  const scheduler = new Scheduler(options.seed);
  const trace = new Trace(scheduler);
  const random = new Random(options.seed, 'settings');
  const world = {
    scheduler,
    trace,
    database,
    faults: new FaultInjector(scheduler, trace, options.excludedIds ?? new Set()),
    rules: {
      currency: 'EUR',
      paymentWindowMs: random.pick([5, 15, 15, 30]) * MINUTE_MS,
      recoveryDelayMs: random.pick([1, 5, 5, 10]) * MINUTE_MS,
      openOrdersMax: random.pick([2, 10]),
      unitsHeldMax: random.pick([5, 100]),
      processingAlarmMs: 24 * 60 * MINUTE_MS,
    },
    bug: options.bug ?? null,
    actorNames: [],
    activeActorCount: 0,
    hasUncheckedCommit: false,
    commitCount: 0,
    serviceOutageUntilMs: 0,
    busyUntilMs: 0,
    violations: [],
  } as unknown as World;
  const webhooks = new WebhookSender(world);
  world.responses = new ClientResponses(world);
  world.jobs = new SimulatedQueue(world);
  world.payments = new PaymentModel(world, (event) => webhooks.send(event));
  world.machines = [
    new Machine(world, 'web1', 'web'),
    new Machine(world, 'web2', 'web'),
    new Machine(world, 'worker1', 'worker'),
    new Machine(world, 'worker2', 'worker'),
  ];
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

/** From here on everything works, and what was left undone must come right. */
function stopFaults(world: World): void {
  const { faults, machines, trace, scheduler } = world;
  trace.log('The faults end');
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

async function runAudit(world: World): Promise<void> {
  const { violations } = await audit(world.database.db);
  for (const { rule, detail } of violations) {
    world.violations.push({ rule: `audit: ${rule}`, detail });
  }
}
