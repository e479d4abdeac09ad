import { audit } from '#server/invariants/audit.ts';
import { Answers } from './answers.ts';
import type { Bug } from './bugs.ts';
import { catalogue } from './catalogue.ts';
import type { SimulatedDatabase } from './database.ts';
import { Duties } from './duties.ts';
import { Faults, type FaultKind } from './faults.ts';
import { checkStep } from './invariants.ts';
import { Jobs } from './jobs.ts';
import { checkMoney, checkSettled } from './liveness.ts';
import { Machine } from './machine.ts';
import { Observed } from './observed.ts';
import { PaymentModel } from './payment-model.ts';
import { planMishaps } from './mishaps.ts';
import { planPeople } from './people.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { Story } from './story.ts';
import { Webhooks } from './webhooks.ts';
import { expectUntil, type Violation, type World } from './world.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** The sweep's cron. */
const SWEEP_MS = 60 * MINUTE_MS;
/** The faults of a run end after this, or when it has had its events. */
const FAULTS_MS_MAX = 180 * MINUTE_MS;
/** A sweep's grace, and the time it and the last retries take. */
const SLACK_MS = 10 * MINUTE_MS;
/** What comparing the books may take. */
const BALANCE_MS_MAX = 120 * MINUTE_MS;
/** Commits between two runs of the production audit; the cheaper checks run after each. */
const COMMITS_PER_AUDIT = 50;

export interface RunOptions {
  seed: number;
  /** Steps of the run after which its faults end. */
  events: number;
  /** Left out, to make a failing run shorter: ids of faults, and names of people. */
  without?: ReadonlySet<string>;
  bug?: Bug | null;
}

export interface Run {
  seed: number;
  /** What was broken first; null when all came right. */
  violation: Violation | null;
  story: string[];
  events: number;
  simulatedMs: number;
  faultCounts: ReadonlyMap<FaultKind, number>;
  /** All that could be left out. */
  parts: string[];
}

/** Runs the shop once, from one seed. The same options give the same run, byte for byte. */
export async function simulate(database: SimulatedDatabase, options: RunOptions): Promise<Run> {
  const world = createWorld(database, options);
  const { scheduler, faults, violations } = world;
  await database.reset(stockOf(options.seed), new Date(scheduler.nowMs));
  const observed = new Observed(database);
  await observed.look();

  planSweeps(world);
  planMishaps(world, planPeople(world, options));
  const endFaults = () => {
    if (faults.active) stopFaults(world);
  };
  scheduler.after(FAULTS_MS_MAX, 'faults end', endFaults);

  const duties = new Duties(world, observed);
  duties.begin();
  await runUntil(world, observed, () => {
    if (scheduler.steps >= options.events) endFaults();
    const settled = !faults.active && world.peopleAtWork === 0;
    return settled ? world.busyUntilMs + SWEEP_MS + SLACK_MS : Infinity;
  });
  if (violations.length === 0) checkSettled(world, observed);
  await balance(world, observed, duties);
  const [violation = null] = violations;
  if (violation) world.story.tell(`VIOLATED ${violation.rule}: ${violation.detail}`);
  return {
    seed: options.seed,
    violation,
    story: world.story.lines,
    events: scheduler.steps,
    simulatedMs: scheduler.elapsedMs,
    faultCounts: faults.counts,
    parts: [...world.people, ...faults.struck],
  };
}

/** Step by step, with a look at everything after each, until a time that may still move. */
async function runUntil(world: World, observed: Observed, untilMs: () => number): Promise<void> {
  const { scheduler, violations } = world;
  while (violations.length === 0 && (await scheduler.step(untilMs()))) {
    if (world.committed && ++world.commits % COMMITS_PER_AUDIT === 0) await runAudit(world);
    if (world.committed || world.payments.touched.size > 0) await checkStep(world, observed);
  }
}

/** The end: all money has come right, the books of shop and service are the same, the audit agrees. */
async function balance(world: World, observed: Observed, duties: Duties): Promise<void> {
  const { scheduler, violations } = world;
  if (violations.length > 0) return;
  let untilMs = scheduler.nowMs + BALANCE_MS_MAX;
  let differences: string[] = ['the books were not compared in time'];
  void duties.balance().then((found) => {
    differences = found;
    untilMs = scheduler.nowMs;
  });
  await runUntil(world, observed, () => untilMs);
  if (violations.length === 0) await runAudit(world);
  if (violations.length > 0) return;
  checkMoney(world, observed);
  for (const detail of differences) violations.push({ rule: 'the books agree', detail });
}

function createWorld(database: SimulatedDatabase, options: RunOptions): World {
  const scheduler = new Scheduler(options.seed);
  const story = new Story(scheduler);
  const random = new Random(options.seed, 'settings');
  const world = {
    scheduler,
    story,
    database,
    faults: new Faults(scheduler, story, options.without ?? new Set()),
    rules: {
      currency: 'EUR',
      paymentWindowMs: random.pick([5, 15, 15, 30]) * MINUTE_MS,
      recoveryDelayMs: random.pick([1, 5, 5, 10]) * MINUTE_MS,
      openOrdersMax: random.pick([2, 10]),
      unitsHeldMax: random.pick([5, 100]),
      processingAlarmMs: 24 * 60 * MINUTE_MS,
    },
    bug: options.bug ?? null,
    people: [],
    peopleAtWork: 0,
    committed: false,
    commits: 0,
    outageUntilMs: 0,
    busyUntilMs: 0,
    violations: [],
  } as unknown as World;
  const webhooks = new Webhooks(world);
  world.answers = new Answers(world);
  world.jobs = new Jobs(world);
  world.payments = new PaymentModel(world, (event) => webhooks.send(event));
  world.machines = [
    new Machine(world, 'web1', 'web'),
    new Machine(world, 'web2', 'web'),
    new Machine(world, 'worker1', 'worker'),
    new Machine(world, 'worker2', 'worker'),
  ];
  return world;
}

function stockOf(seed: number): Map<string, number> {
  const random = new Random(seed, 'stock');
  return new Map(
    catalogue.map(({ skuId }) => [skuId, random.skewed(random.pick([2, 15, 40]), 80)]),
  );
}

function planSweeps(world: World): void {
  const { scheduler, faults, jobs } = world;
  const sweepNow = (number: number) => {
    if (!faults.strikes('sweep missed', `sweep ${number}`)) jobs.startSweep(number);
    scheduler.after(SWEEP_MS, `sweep ${number + 1}`, () => sweepNow(number + 1));
  };
  scheduler.after(SWEEP_MS, 'sweep 1', () => sweepNow(1));
}

/** From here on everything works, and what was left undone must come right. */
function stopFaults(world: World): void {
  const { faults, machines, story, scheduler } = world;
  story.tell('The faults end');
  faults.active = false;
  world.outageUntilMs = 0;
  world.jobs.stalledUntilMs = 0;
  for (const machine of machines) {
    machine.skewMs = 0;
    machine.frozenUntilMs = 0;
  }
  world.busyUntilMs = Math.max(world.busyUntilMs, scheduler.nowMs);
  expectUntil(world, world.rules.paymentWindowMs + world.rules.recoveryDelayMs);
}

async function runAudit(world: World): Promise<void> {
  const { violations } = await audit(world.database.db);
  for (const { rule, detail } of violations) {
    world.violations.push({ rule: `audit: ${rule}`, detail });
  }
}
