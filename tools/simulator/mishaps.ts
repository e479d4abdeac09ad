import { v7 } from 'uuid';
import type { FaultKind, PlannedFault } from './faults.ts';
import type { ModelSession } from './payment-model.ts';
import type { Random } from './random.ts';
import type { KnownOrder } from './shoppers.ts';
import { staffActions } from './staff.ts';
import { expectUntil, type World } from './world.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** When planned faults may begin. */
const BEGIN_MS_MAX = 100 * MINUTE_MS;

type Mishap = (world: World, fault: PlannedFault, orders: KnownOrder[]) => void;

/** What happens to whole processes, to the queue and to the service for a while, and forgeries. */
const mishaps: Partial<Record<FaultKind, { max: number; strike: Mishap }>> = {
  'process killed': {
    max: 6,
    strike(world, { id, kind, random }) {
      const machine = random.pick(world.machines);
      if (world.faults.count(kind, id)) machine.kill();
    },
  },
  'process frozen': {
    max: 4,
    strike(world, { id, kind, random }) {
      const machine = random.pick(world.machines);
      const ms = random.skewed(SECOND_MS, 20 * MINUTE_MS);
      if (!world.faults.count(kind, id)) return;
      world.story.tell(`${machine.name} is frozen for ${ms} ms`);
      machine.frozenUntilMs = world.scheduler.nowMs + ms;
      expectUntil(world, ms);
    },
  },
  'clock skew': {
    max: 5,
    strike(world, { id, kind, random }) {
      const machine = random.pick(world.machines);
      const ms = random.pick([-1, 1]) * random.skewed(1, 5 * MINUTE_MS);
      if (!world.faults.count(kind, id)) return;
      world.story.tell(`the clock of ${machine.name} is ${ms} ms off`);
      machine.skewMs = ms;
    },
  },
  'queue stalled': {
    max: 2,
    strike(world, { id, kind, random }) {
      const ms = random.skewed(MINUTE_MS, 60 * MINUTE_MS);
      if (!world.faults.count(kind, id)) return;
      world.story.tell(`no job starts for ${ms} ms`);
      world.jobs.stalledUntilMs = world.scheduler.nowMs + ms;
      expectUntil(world, ms);
    },
  },
  'queue loses all its jobs': {
    max: 2,
    strike(world, { id, kind }) {
      if (world.faults.count(kind, id)) world.jobs.loseAll();
    },
  },
  'service down': {
    max: 3,
    strike(world, { id, kind, random }) {
      const ms = random.skewed(5 * SECOND_MS, 90 * MINUTE_MS);
      if (!world.faults.count(kind, id)) return;
      world.story.tell(`the payment service is down for ${ms} ms`);
      world.outageUntilMs = world.scheduler.nowMs + ms;
    },
  },
  'event forged: not signed': { max: 3, strike: forge },
  'event of an unknown order': { max: 3, strike: forge },
  'session of somebody else names our order': {
    max: 3,
    strike(world, { id, kind, random }, orders) {
      if (orders.length === 0) return;
      const { orderId, totalCents } = random.pick(orders);
      const end = random.pick(['paid', 'expired'] as const);
      if (!world.faults.count(kind, id)) return;
      world.payments.meddle(orderId, totalCents + random.pick([0, 0, 7]), end);
    },
  },
  'refund made at the dashboard': {
    max: 3,
    strike(world, { id, kind, random }, orders) {
      const session = someSession(world, random, orders);
      const left = session ? world.payments.refunds.leftOf(session) : 0;
      if (!session || left === 0 || !world.faults.count(kind, id)) return;
      world.payments.refunds.make({
        refundId: null,
        orderId: null,
        paymentIntentId: session.intentId,
        amountCents: random.int(1, left),
        key: `dashboard ${id}`,
      });
    },
  },
  'payment disputed': {
    max: 2,
    strike(world, { id, kind, random }, orders) {
      const session = someSession(world, random, orders);
      if (session?.money !== 'paid' || !world.faults.count(kind, id)) return;
      world.payments.refunds.dispute(session);
    },
  },
};

const STAFF_ACTIONS_MAX = 6;

/** Plans for the whole run what is not decided at each opportunity. */
export function planMishaps(world: World, orders: KnownOrder[]): void {
  const { scheduler, faults } = world;
  for (const [kind, { max, strike }] of Object.entries(mishaps)) {
    for (const fault of faults.plan(kind as FaultKind, max)) {
      const atMs = fault.random.int(0, BEGIN_MS_MAX);
      scheduler.after(atMs, `${kind} ${fault.id}`, () => {
        if (faults.active) strike(world, fault, orders);
      });
    }
  }
  for (const [kind, act] of Object.entries(staffActions)) {
    for (const fault of faults.plan(kind as FaultKind, STAFF_ACTIONS_MAX)) {
      const atMs = fault.random.int(0, BEGIN_MS_MAX);
      scheduler.after(atMs, `${kind} ${fault.id}`, () => {
        if (faults.active) void act(world, fault.id, fault.random, orders);
      });
    }
  }
}

function forge(world: World, { id, kind, random }: PlannedFault, orders: KnownOrder[]): void {
  const session = someSession(world, random, orders);
  if (!session || !world.faults.count(kind, id)) return;
  const signed = kind === 'event of an unknown order';
  const { sessionId, intentId: paymentIntentId, amountCents, currency } = session;
  const fact = {
    about: 'session' as const,
    orderId: signed
      ? v7({ msecs: world.scheduler.nowMs, random: random.bytes(16) })
      : session.orderId,
    sessionId,
    state: { kind: 'paid' as const, paymentIntentId, amountCents, currency },
  };
  world.payments.forge(fact, `${kind} ${id} of ${session.name}`, signed);
}

function someSession(world: World, random: Random, orders: KnownOrder[]): ModelSession | undefined {
  const sessions = orders.flatMap(({ orderId }) => world.payments.sessionsOf(orderId));
  return sessions.length > 0 ? random.pick(sessions) : undefined;
}
