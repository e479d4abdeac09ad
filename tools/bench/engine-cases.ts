import { v7 } from 'uuid';
import type { PaymentNotice } from '#server/checkout/payment.ts';
import { singleMetric, type BenchCase, type OpenCase } from './bench-case.ts';
import { PRICE_CENTS, type BenchDatabase } from './bench-database.ts';
import { measureClosedLoop, measureBatch } from './closed-loop.ts';
import { pickHotSku, pickSpreadSku, type SkuPicker } from './sku-picker.ts';
import type { Engine } from './engine.ts';
import { newOrder } from './new-order.ts';
import { insertPendingOrders } from './prepared-orders.ts';
import { assertUnitsLocked } from './verify.ts';
import { shuffle } from './shuffle.ts';

/** Concurrent callers: two batches in flight, and two more waiting. */
const CONCURRENT_CALLERS = 2048;
/** Orders prepared per second of a sample. */
const PREPARED_PER_S = 10_000;
const HOUR_MS = 3_600_000;

const placeDescription = `orders committed through the group commit, called in process by ${CONCURRENT_CALLERS.toLocaleString('en')} concurrent callers`;

/** The shop's verbs, called in this process. */
export const engineCases: BenchCase[] = [
  {
    name: 'place-hot',
    description: `${placeDescription}; one line, all of one SKU`,
    open: async (context) =>
      openPlaceCase(await context.engine(), context.database, pickHotSku(context.database)),
  },
  {
    name: 'place-spread',
    description: 'the same over 1,000 SKUs at random',
    open: async (context) =>
      openPlaceCase(await context.engine(), context.database, pickSpreadSku(context.database)),
  },
  {
    name: 'settle-hot',
    description: `orders of one SKU that became paid, each by its own event, through the group commit, in random order, ${CONCURRENT_CALLERS.toLocaleString('en')} concurrent callers`,
    open: async (context) => openSettleCase(await context.engine(), context.database),
  },
];

export function openPlaceCase(
  { shop }: Engine,
  database: BenchDatabase,
  pickSku: SkuPicker,
): OpenCase {
  const callers = Array.from({ length: CONCURRENT_CALLERS }, (_, index) => index);
  return {
    async sample(durationMs) {
      let ordersPerS = 0;
      await assertUnitsLocked(database, async () => {
        let units = 0;
        ordersPerS = await measureClosedLoop(callers, durationMs, async () => {
          const order = newOrder(pickSku());
          await shop.placeOrder(order, order.clientNetwork);
          units += 1;
        });
        return units;
      });
      return singleMetric('orders/s', ordersPerS);
    },
  };
}

export function openSettleCase({ shop }: Engine, database: BenchDatabase): OpenCase {
  return {
    async sample(durationMs) {
      const orderIds = await insertPendingOrders(database, orderCountFor(durationMs), {
        payBy: new Date(Date.now() + HOUR_MS),
        paymentsOpen: true,
      });
      const notices = shuffle(orderIds).map(createPaidNotice);
      return singleMetric(
        'payments/s',
        await measureBatch(CONCURRENT_CALLERS, notices, shop.recordPayment),
      );
    },
  };
}

function createPaidNotice(orderId: string): PaymentNotice {
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

function orderCountFor(durationMs: number): number {
  return Math.round((durationMs / 1000) * PREPARED_PER_S);
}
