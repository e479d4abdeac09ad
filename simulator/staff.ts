import { cancelOrder } from '#server/orders/cancel-order.ts';
import { requestRefund } from '#server/payments/request-refund.ts';
import { adjustStock } from '#server/stock/adjust-stock.ts';
import { recoverStock } from '#server/stock/recover-stock.ts';
import { sweep } from '#server/sweeps/sweep.ts';
import { catalogue, LOCATION_ID } from './catalogue.ts';
import { askShop } from './client.ts';
import type { FaultKind } from './faults.ts';
import type { Random } from './random.ts';
import type { KnownOrder } from './shoppers.ts';
import type { World } from './world.ts';

/** What staff do meanwhile, planned for times at which somebody's order may be in their hands. */
export const staffActions: Partial<
  Record<
    FaultKind,
    (world: World, name: string, random: Random, orders: KnownOrder[]) => Promise<void>
  >
> = {
  'staff cancel meanwhile': cancelSomeOrder,
  'staff adjust meanwhile': adjustSomeStock,
  'staff recover meanwhile': recoverSomeOrder,
  'sweep over close': sweepOverClose,
};

async function cancelSomeOrder(world: World, name: string, random: Random, orders: KnownOrder[]) {
  if (orders.length === 0) return;
  const order = random.pick(orders);
  if (!world.faults.count('staff cancel meanwhile', name)) return;
  const answer = await askShop(world, `staff cancel ${order.name} ${name}`, (process) =>
    cancelOrder(process.deps, order.orderId, 'cancelled_by_staff'),
  );
  if (answer.kind !== 'answered') return;
  world.story.tell(`staff cancel ${order.name}: it is ${answer.value.status}`);
  world.answers.told(order.orderId, answer.value.status);
}

async function adjustSomeStock(world: World, name: string, random: Random) {
  const sku = random.pick(catalogue);
  const delta = random.pick([-20, -3, -2, -1, 1, 2, 5]);
  if (!world.faults.count('staff adjust meanwhile', name)) return;
  const answer = await askShop(world, `staff adjust ${name}`, (process) =>
    adjustStock(process.deps, {
      skuId: sku.skuId,
      locationId: LOCATION_ID,
      delta,
      reason: 'counted',
      note: '',
      madeBy: 'staff',
    }),
  );
  const told = answer.kind === 'refused' ? answer.error.code : answer.kind;
  world.story.tell(`staff adjust ${sku.name} by ${delta}: ${told}`);
}

async function recoverSomeOrder(world: World, name: string, random: Random, orders: KnownOrder[]) {
  if (orders.length === 0) return;
  const order = random.pick(orders);
  if (!world.faults.count('staff recover meanwhile', name)) return;
  const answer = await askShop(world, `staff recover ${order.name} ${name}`, (process) =>
    recoverStock(process.deps, [order.orderId]),
  );
  if (answer.kind !== 'answered') return;
  world.story.tell(`staff recover ${order.name}: ${answer.value.get(order.orderId)}`);
}

/** A sweep without patience, at the very moment when an order is closed. */
async function sweepOverClose(world: World, name: string, random: Random, orders: KnownOrder[]) {
  const { scheduler, faults } = world;
  const soon = orders.filter((order) => order.payByMs > scheduler.nowMs);
  if (soon.length === 0) return;
  const { payByMs } = random.pick(soon);
  await scheduler.pause(
    payByMs - scheduler.nowMs + random.int(0, 1500),
    `sweep over close ${name}`,
  );
  if (!faults.count('sweep over close', name)) return;
  await askShop(world, `staff sweep ${name}`, (process) =>
    sweep(process.deps, { startedBy: 'staff', graceMs: 0 }),
  );
}

/** A member of staff gives money back for a paid order, all of it or a part. */
export async function refundSomeOrder(
  world: World,
  name: string,
  random: Random,
  orders: KnownOrder[],
): Promise<void> {
  if (orders.length === 0) return;
  const order = random.pick(orders);
  const amountCents = random.chance(0.5) ? undefined : random.int(1, order.totalCents);
  const restock = random.chance(0.3);
  const answer = await askShop(world, `refund ${order.name} ${name}`, (process) =>
    requestRefund(process.deps, {
      orderId: order.orderId,
      amountCents,
      restock,
      note: '',
      requestedBy: 'staff',
    }),
  );
  const told = answer.kind === 'refused' ? answer.error.code : answer.kind;
  world.story.tell(`staff give back ${amountCents ?? 'the rest'} of ${order.name}: ${told}`);
  if (answer.kind === 'answered') world.answers.refundTold(order.orderId, answer.value.refundId);
}
