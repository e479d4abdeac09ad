import { v7 } from 'uuid';
import { addMs } from '#server/platform/clock.ts';
import type { Deps } from '#server/platform/deps.ts';
import { closeOrders } from '#server/checkout/close-orders.ts';
import type { PaymentNotice } from '#server/checkout/payment.ts';
import { recoverStock } from '#server/checkout/recover-stock.ts';
import { only, type BenchCase, type OpenCase } from './bench-case.ts';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';
import { measureClosedLoop, measureList } from './closed-loop.ts';
import { hot, spread, type Demand } from './demand.ts';
import type { Engine } from './engine.ts';
import { inGroups, JOB_ORDERS } from './group-jobs.ts';
import { newOrder } from './new-order.ts';
import { insertPendingOrders } from './prepared-orders.ts';
import { expectLocked } from './proof.ts';
import { shuffle } from './shuffle.ts';

/** Callers that wait for their order at the same time: two groups under way, and two more. */
const CALLERS = 2048;
/** Orders that a case without an end of its own is given per second of its sample. */
const PREPARED_PER_S = 10_000;
const HOUR_MS = 3_600_000;

const place = `orders committed through the group commit, called in process by ${CALLERS.toLocaleString('en')} callers at once`;
const unpaid = `unpaid orders of one SKU, ${JOB_ORDERS} a call, one call after the other, as a worker does the jobs of a rush`;

/** The shop's own verbs, called in this process. */
export const engineCases: BenchCase[] = [
  {
    name: 'place-hot',
    counts: `${place}; one line, all of one SKU`,
    open: async (stage) => openPlacing(await stage.engine(), stage.database, hot(stage.database)),
  },
  {
    name: 'place-spread',
    counts: 'the same over 1,000 SKUs at random',
    open: async (stage) =>
      openPlacing(await stage.engine(), stage.database, spread(stage.database)),
  },
  {
    name: 'place-hot-4-lines',
    counts: 'as place-hot, each order with three more SKUs of the 1,000',
    open: async (stage) =>
      openPlacing(await stage.engine(), stage.database, hot(stage.database, 4)),
  },
  {
    name: 'place-spread-4-lines',
    counts: 'as place-spread, each order with four SKUs',
    open: async (stage) =>
      openPlacing(await stage.engine(), stage.database, spread(stage.database, 4)),
  },
  {
    name: 'settle-hot',
    counts: `orders of one SKU that became paid, each told by an event of its own, through the group commit, in no order, ${CALLERS.toLocaleString('en')} callers at once`,
    open: async (stage) => openSettling(await stage.engine(), stage.database),
  },
  {
    name: 'close-hot',
    counts: `orders cancelled and their stock released by close-orders; ${unpaid}`,
    open: async (stage) => {
      const deps = anHourAhead((await stage.engine()).shop.deps);
      return openEnding(stage.database, (orderIds) =>
        closeOrders(deps, orderIds, { reason: 'payment_window_passed' }),
      );
    },
  },
  {
    name: 'recover-hot',
    counts: `the same by recover-stock, as if no close job had ever come`,
    open: async (stage) => {
      const deps = anHourAhead((await stage.engine()).shop.deps);
      return openEnding(stage.database, (orderIds) => recoverStock(deps, orderIds));
    },
  },
];

export function openPlacing({ shop }: Engine, database: BenchDatabase, demand: Demand): OpenCase {
  const callers = Array.from({ length: CALLERS }, (_, index) => index);
  return {
    async sample(durationMs) {
      let ordersPerS = 0;
      await expectLocked(database, async () => {
        let units = 0;
        ordersPerS = await measureClosedLoop(callers, durationMs, async () => {
          const order = newOrder(demand());
          await shop.placeOrder(order, 'bench');
          units += order.lines.length;
        });
        return units;
      });
      return only('orders/s', ordersPerS);
    },
  };
}

export function openSettling({ shop }: Engine, database: BenchDatabase): OpenCase {
  return {
    async sample(durationMs) {
      const orderIds = await insertPendingOrders(database, countFor(durationMs), {
        payBy: new Date(Date.now() + HOUR_MS),
        paymentsOpen: true,
      });
      const facts = shuffle(orderIds).map(paid);
      return only('payments/s', await measureList(CALLERS, facts, shop.recordPayment));
    },
  };
}

function paid(orderId: string): PaymentNotice {
  return {
    orderId,
    sessionId: `cs_${orderId}`,
    state: {
      kind: 'paid',
      paymentIntentId: `pi_${orderId}`,
      amountCents: PRICE_CENTS,
      currency: 'EUR',
    },
    event: {
      eventId: `evt_${v7()}`,
      kind: 'checkout.session.completed',
      occurredAt: new Date(),
    },
  };
}

function openEnding(
  database: BenchDatabase,
  end: (orderIds: string[]) => Promise<Map<string, string>>,
): OpenCase {
  return {
    async sample(durationMs) {
      const orderIds = await insertPendingOrders(database, countFor(durationMs), {
        payBy: new Date(),
      });
      const jobs = inGroups(orderIds);
      const jobsPerS = await measureList(1, jobs, end);
      return only('orders/s', jobsPerS * (orderIds.length / jobs.length));
    },
  };
}

function anHourAhead(deps: Deps): Deps {
  return { ...deps, clock: { now: () => addMs(new Date(), HOUR_MS) } };
}

function countFor(durationMs: number): number {
  return Math.round((durationMs / 1000) * PREPARED_PER_S);
}
