import { v7 } from 'uuid';
import { cancelOrder } from '#server/checkout/cancel-order.ts';
import { requestRefund } from '#server/payments/refunds/request-refund.ts';
import { adjustStock } from '#server/inventory/adjust-stock.ts';
import { recoverOrder } from '#server/checkout/recover-order.ts';
import { sweep } from '#server/checkout/sweep.ts';
import { catalogue, LOCATION_ID } from './catalogue.ts';
import { staffActor } from './actors.ts';
import { sendRequest } from './send-request.ts';
import type { FaultKind } from './fault-injector.ts';
import type { Random } from './random.ts';
import type { KnownOrder } from './shoppers.ts';
import type { World } from './world.ts';

const REFUND_ATTEMPTS_MAX = 5;

/** What staff do at random times, concurrently with shoppers and jobs. */
export const staffActions: Partial<
  Record<
    FaultKind,
    (world: World, name: string, random: Random, orders: KnownOrder[]) => Promise<void>
  >
> = {
  'staff cancel concurrently': cancelRandomOrder,
  'staff adjust concurrently': adjustRandomStock,
  'staff recover concurrently': recoverRandomOrder,
  'sweep during close': sweepDuringClose,
};

async function cancelRandomOrder(world: World, name: string, random: Random, orders: KnownOrder[]) {
  if (orders.length === 0) return;
  const order = random.pick(orders);
  if (!world.faults.recordFault('staff cancel concurrently', name)) return;
  const answer = await sendRequest(world, `staff cancel ${order.name} ${name}`, (process) =>
    cancelOrder(process.deps, staffActor(process.deps), order.orderId),
  );
  if (answer.kind !== 'answered') return;
  world.trace.log(`staff cancel ${order.name}: it is ${answer.value.status}`);
  world.responses.append({
    operation: 'cancel',
    orderId: order.orderId,
    by: 'staff',
    outcome: { kind: 'ok', value: answer.value },
  });
}

async function adjustRandomStock(world: World, name: string, random: Random) {
  const sku = random.pick(catalogue);
  const delta = random.pick([-20, -3, -2, -1, 1, 2, 5]);
  if (!world.faults.recordFault('staff adjust concurrently', name)) return;
  const answer = await sendRequest(world, `staff adjust ${name}`, (process) =>
    adjustStock(process.deps, staffActor(process.deps), {
      skuId: sku.skuId,
      locationId: LOCATION_ID,
      delta,
      reason: 'counted',
      note: '',
    }),
  );
  const result = answer.kind === 'refused' ? answer.error.code : answer.kind;
  world.trace.log(`staff adjust ${sku.name} by ${delta}: ${result}`);
}

async function recoverRandomOrder(
  world: World,
  name: string,
  random: Random,
  orders: KnownOrder[],
) {
  if (orders.length === 0) return;
  const order = random.pick(orders);
  if (!world.faults.recordFault('staff recover concurrently', name)) return;
  const answer = await sendRequest(world, `staff recover ${order.name} ${name}`, (process) =>
    recoverOrder(process.deps, staffActor(process.deps), order.orderId),
  );
  if (answer.kind !== 'answered') return;
  world.trace.log(`staff recover ${order.name}: ${answer.value.outcome}`);
}

/** A sweep without a grace period, at the moment when an order is closed. */
async function sweepDuringClose(world: World, name: string, random: Random, orders: KnownOrder[]) {
  const { scheduler, faults } = world;
  const soon = orders.filter((order) => order.payByMs > scheduler.nowMs);
  if (soon.length === 0) return;
  const { payByMs } = random.pick(soon);
  await scheduler.sleep(
    payByMs - scheduler.nowMs + random.int(0, 1500),
    `sweep during close ${name}`,
  );
  if (!faults.recordFault('sweep during close', name)) return;
  await sendRequest(world, `staff sweep ${name}`, (process) =>
    sweep(process.deps, { kind: 'system', name: 'sweep' }, { graceMs: 0 }),
  );
}

/** Refunds an order in whole or in part, at times with a restock; retries with the same id. */
export async function refundRandomOrder(
  world: World,
  name: string,
  random: Random,
  orders: KnownOrder[],
): Promise<void> {
  if (orders.length === 0) return;
  const { scheduler, trace, responses } = world;
  const paid = orders.filter(({ orderId }) =>
    world.payments.sessionsOf(orderId).some((session) => session.paymentStatus === 'paid'),
  );
  const order = random.pick(paid.length > 0 && random.chance(0.8) ? paid : orders);
  const amountCents = random.chance(0.5) ? undefined : random.int(1, order.totalCents);
  const restock = random.chance(0.4);
  const request = {
    orderId: order.orderId,
    refundId: v7({ msecs: scheduler.nowMs, random: random.bytes(16) }),
    amountCents,
    restock,
    ...(restock && random.chance(0.5) && { restockLines: pickRestockLines(order, random) }),
    note: '',
  };
  for (let number = 1; number <= REFUND_ATTEMPTS_MAX; number++) {
    const answer = await sendRequest(
      world,
      `refund ${order.name} ${name} try ${number}`,
      (process) => requestRefund(process.deps, staffActor(process.deps), request),
    );
    const result = answer.kind === 'refused' ? answer.error.code : answer.kind;
    trace.log(`staff refund ${amountCents ?? 'the rest'} of ${order.name}: ${result}`);
    if (answer.kind === 'answered') {
      const { orderId, refundId } = request;
      responses.append({
        operation: 'refund',
        orderId,
        refundId,
        amountCents: amountCents ?? order.totalCents,
        restockLines: [],
        outcome: { kind: 'ok', value: answer.value },
      });
    }
    if (answer.kind !== 'unknown') return;
    await scheduler.sleep(random.skewed(1000, 60_000), `${name} again`);
  }
}

function pickRestockLines(
  { lines }: KnownOrder,
  random: Random,
): { skuId: string; quantity: number }[] {
  const { skuId, quantity } = random.pick(lines);
  return [{ skuId, quantity: random.int(1, quantity) }];
}
