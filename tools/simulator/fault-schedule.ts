import { v7 } from 'uuid';
import type { FaultKind, PlannedFault } from './fault-injector.ts';
import type { ModelSession } from './payment-model.ts';
import type { Random } from './random.ts';
import type { KnownOrder } from './shoppers.ts';
import { staffActions } from './staff.ts';
import { extendBusyUntil } from './run.ts';
import { MINUTE_MS, SECOND_MS } from './durations.ts';
import type { World } from './world.ts';

/** Latest start of a planned fault. */
const FAULT_START_MS_MAX = 100 * MINUTE_MS;

type InjectFault = (world: World, fault: PlannedFault, orders: KnownOrder[]) => void;

/** Faults of whole processes, of the queue and of the service, and forged events. */
const plannedFaultKinds: Partial<Record<FaultKind, { countMax: number; inject: InjectFault }>> = {
  'process killed': {
    countMax: 6,
    inject(world, { id, kind, random }) {
      const machine = random.pick(world.machines);
      if (world.faults.recordFault(kind, id)) machine.kill();
    },
  },
  'process frozen': {
    countMax: 4,
    inject(world, { id, kind, random }) {
      const machine = random.pick(world.machines);
      const ms = random.skewed(SECOND_MS, 20 * MINUTE_MS);
      if (!world.faults.recordFault(kind, id)) return;
      world.trace.log(`${machine.name} is frozen for ${ms} ms`);
      machine.frozenUntilMs = world.scheduler.nowMs + ms;
      extendBusyUntil(world, ms);
    },
  },
  'clock skew': {
    countMax: 5,
    inject(world, { id, kind, random }) {
      const machine = random.pick(world.machines);
      const ms = random.pick([-1, 1]) * random.skewed(1, 5 * MINUTE_MS);
      if (!world.faults.recordFault(kind, id)) return;
      world.trace.log(`the clock of ${machine.name} is off by ${ms} ms`);
      machine.skewMs = ms;
    },
  },
  'queue stalled': {
    countMax: 2,
    inject(world, { id, kind, random }) {
      const ms = random.skewed(MINUTE_MS, 60 * MINUTE_MS);
      if (!world.faults.recordFault(kind, id)) return;
      world.trace.log(`no job starts for ${ms} ms`);
      world.jobs.stalledUntilMs = world.scheduler.nowMs + ms;
      extendBusyUntil(world, ms);
    },
  },
  'queue loses all its jobs': {
    countMax: 2,
    inject(world, { id, kind }) {
      if (world.faults.recordFault(kind, id)) world.jobs.dropAll();
    },
  },
  'service down': {
    countMax: 3,
    inject(world, { id, kind, random }) {
      const ms = random.skewed(5 * SECOND_MS, 90 * MINUTE_MS);
      if (!world.faults.recordFault(kind, id)) return;
      world.trace.log(`the payment service is down for ${ms} ms`);
      world.serviceOutageUntilMs = world.scheduler.nowMs + ms;
    },
  },
  'forged event': { countMax: 3, inject: sendForgedEvent },
  'event of an unknown order': { countMax: 3, inject: sendForgedEvent },
  'foreign session names our order': {
    countMax: 3,
    inject(world, { id, kind, random }, orders) {
      if (orders.length === 0) return;
      const { orderId, totalCents } = random.pick(orders);
      const end = random.pick(['paid', 'expired'] as const);
      if (!world.faults.recordFault(kind, id)) return;
      world.payments.createForeignSession(orderId, totalCents + random.pick([0, 0, 7]), end);
    },
  },
  'refund made at the dashboard': {
    countMax: 3,
    inject(world, { id, kind, random }, orders) {
      const session = pickSession(world, random, orders);
      const left = session ? world.refunds.refundableCents(session) : 0;
      if (!session || left === 0 || !world.faults.recordFault(kind, id)) return;
      world.refunds.createRefund({
        refundId: null,
        orderId: null,
        paymentIntentId: session.intentId,
        amountCents: random.int(1, left),
        key: `dashboard ${id}`,
      });
    },
  },
  'payment disputed': {
    countMax: 2,
    inject(world, { id, kind, random }, orders) {
      const session = pickSession(world, random, orders);
      if (session?.paymentStatus !== 'paid' || !world.faults.recordFault(kind, id)) return;
      world.refunds.createDispute(session);
    },
  },
};

const STAFF_ACTIONS_PER_KIND_MAX = 6;

/** Plans the faults that are not decided at each opportunity. */
export function scheduleFaults(world: World, orders: KnownOrder[]): void {
  const { scheduler, faults } = world;
  for (const [kind, { countMax, inject }] of Object.entries(plannedFaultKinds)) {
    for (const fault of faults.planFaults(kind as FaultKind, countMax)) {
      const atMs = fault.random.int(0, FAULT_START_MS_MAX);
      scheduler.after(atMs, `${kind} ${fault.id}`, () => {
        if (faults.active) inject(world, fault, orders);
      });
    }
  }
  for (const [kind, act] of Object.entries(staffActions)) {
    for (const fault of faults.planFaults(kind as FaultKind, STAFF_ACTIONS_PER_KIND_MAX)) {
      const atMs = fault.random.int(0, FAULT_START_MS_MAX);
      scheduler.after(atMs, `${kind} ${fault.id}`, () => {
        if (faults.active) void act(world, fault.id, fault.random, orders);
      });
    }
  }
}

function sendForgedEvent(
  world: World,
  { id, kind, random }: PlannedFault,
  orders: KnownOrder[],
): void {
  const session = pickSession(world, random, orders);
  if (!session || !world.faults.recordFault(kind, id)) return;
  const isSigned = kind === 'event of an unknown order';
  const { sessionId, intentId: paymentIntentId, amountCents, currency } = session;
  const notice = {
    about: 'session' as const,
    orderId: isSigned
      ? v7({ msecs: world.scheduler.nowMs, random: random.bytes(16) })
      : session.orderId,
    sessionId,
    state: { kind: 'paid' as const, paymentIntentId, amountCents, currency },
  };
  world.payments.sendForgedEvent(notice, `${kind} ${id} of ${session.name}`, isSigned);
}

function pickSession(world: World, random: Random, orders: KnownOrder[]): ModelSession | undefined {
  const sessions = orders.flatMap(({ orderId }) => world.payments.sessionsOf(orderId));
  return sessions.length > 0 ? random.pick(sessions) : undefined;
}
