import { v7 } from 'uuid';
import type { PlaceOrderCommand } from '#server/checkout/placement.ts';
import { cancelOrder } from '#server/checkout/cancel-order.ts';
import { requestPayment } from '#server/checkout/request-payment.ts';
import { catalogue } from './catalogue.ts';
import { askShop } from './client.ts';
import type { Payment } from './payment-model.ts';
import { Random } from './random.ts';
import { expectUntil, type World } from './world.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const TRIES_MAX = 40;

const shippingAddress = {
  name: 'Simulated Shopper',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12701',
  country: 'DE',
};

/** What a shopper does with an order that was placed. */
const intentions = {
  'pays soon': 5,
  'pays at the last moment': 3,
  'pays by bank': 3,
  'opens the payment page and walks away': 2,
  'never asks to pay': 2,
  cancels: 2,
  'cancels while paying': 2,
  'asks to pay after the window': 1,
} as const;

/** One order as its shopper knows it. */
export interface KnownOrder {
  name: string;
  orderId: string;
  payByMs: number;
  totalCents: number;
  lines: PlaceOrderCommand['lines'];
}

/** Somebody who shops: one or more orders, one after the other, with second thoughts. */
export async function shop(world: World, name: string, orders: KnownOrder[]): Promise<void> {
  const random = new Random(world.scheduler.seed, `shopper ${name}`);
  const buyerId = v7({ msecs: world.scheduler.nowMs, random: random.bytes(16) });
  const count = random.weighted({ 1: 5, 2: 2, 4: 1 });
  for (let number = 1; number <= Number(count); number++) {
    const order = await place(world, `${name}.${number}`, buyerId, random);
    if (order) {
      orders.push(order);
      await follow(world, order, random);
    }
    await world.scheduler.pause(random.skewed(SECOND_MS, 20 * MINUTE_MS), `${name} comes back`);
  }
}

/** Sends the order until the shop answers, always under the same id. */
async function place(
  world: World,
  name: string,
  buyerId: string,
  random: Random,
): Promise<KnownOrder | null> {
  const { scheduler, story, answers, faults } = world;
  const command = orderOf(scheduler.nowMs, buyerId, random);
  const { orderId } = command;
  story.name(orderId, name);
  const bought = command.lines.map(
    ({ skuId, quantity }) => `${quantity} ${catalogue.find((sku) => sku.skuId === skuId)!.name}`,
  );
  story.tell(`${name} wants ${bought.join(', ')}`);
  for (let number = 1; number <= TRIES_MAX; number++) {
    const request = `place ${name} try ${number}`;
    const impatient = faults.strikes('request sent again while the first runs', request);
    const onEnd = answers.placing(orderId);
    const answer = await askShop(world, request, (process) => process.placing.submit(command), {
      onEnd,
      ...(impatient && { patienceMs: random.int(0, 20) }),
    });
    if (answer.kind === 'answered' && 'payBy' in answer.value) {
      const { payBy, totalCents } = answer.value;
      story.tell(`${name} is placed, to be paid by ${payBy.toISOString().slice(11)}`);
      answers.accepted(command, answer.value);
      return { name, orderId, payByMs: payBy.getTime(), totalCents, lines: command.lines };
    }
    if (answer.kind === 'answered' && 'code' in answer.value) {
      story.tell(`${name} is refused: ${answer.value.code}`);
      answers.refused(orderId, answer.value.code);
      return null;
    }
    story.tell(`${name}: no answer; the shopper sends it again`);
    await scheduler.pause(random.int(100, 5 * SECOND_MS), `${name} again`);
  }
  return null;
}

function orderOf(nowMs: number, buyerId: string, random: Random): PlaceOrderCommand {
  const wanted = catalogue.filter((_, index) => random.chance(index === 0 ? 0.7 : 0.3));
  const lines = (wanted.length > 0 ? wanted : catalogue.slice(0, 1)).map((sku) => ({
    skuId: sku.skuId,
    quantity: random.skewed(1, 5),
    priceCents: sku.priceCents,
  }));
  const total = lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0);
  return {
    orderId: v7({ msecs: nowMs, random: random.bytes(16) }),
    buyerId,
    lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
    email: 'shopper@example.com',
    shippingAddress,
    // Now and then the page was old.
    expectedTotalCents: random.chance(0.03) ? total + 1 : total,
  };
}

async function follow(world: World, order: KnownOrder, random: Random): Promise<void> {
  const { scheduler, faults } = world;
  const intention = random.weighted(intentions);
  world.story.tell(`${order.name}: its shopper ${intention}`);
  const think = () =>
    scheduler.pause(random.skewed(SECOND_MS, 10 * MINUTE_MS), `${order.name} thinks`);
  switch (intention) {
    case 'never asks to pay':
      return;
    case 'cancels':
      await think();
      if (random.chance(0.5)) await openPage(world, order, random);
      return await cancel(world, order);
    case 'asks to pay after the window':
      await scheduler.pause(order.payByMs - scheduler.nowMs + random.int(0, MINUTE_MS), 'late');
      await openPage(world, order, random);
      return;
    case 'cancels while paying': {
      await think();
      const url = await openPage(world, order, random);
      faults.count('cancelled while paying', order.name);
      const cancelling = cancel(world, order);
      await scheduler.pause(random.int(0, 3 * SECOND_MS), `${order.name} pays in the other tab`);
      if (url) pay(world, order, url, { method: 'card' });
      return await cancelling;
    }
    default: {
      await think();
      const url = await openPage(world, order, random);
      if (!url || intention === 'opens the payment page and walks away') return;
      if (intention === 'pays at the last moment') await untilLastMoment(world, order, random);
      else await think();
      pay(
        world,
        order,
        url,
        intention === 'pays by bank' ? bankTransfer(random) : { method: 'card' },
      );
    }
  }
}

async function untilLastMoment(world: World, order: KnownOrder, random: Random): Promise<void> {
  const { scheduler, faults } = world;
  const ms = random.pick([-1, 0, 1]);
  await scheduler.pause(order.payByMs + ms - scheduler.nowMs, `${order.name} at X`);
  faults.count('payment at X ± 1 ms', `${order.name}: ${ms} ms`);
}

function bankTransfer(random: Random): Payment {
  const outcome = random.chance(0.6) ? 'succeeds' : 'fails';
  const longestMs = (random.chance(0.1) ? 3 * 24 * 60 : 100) * MINUTE_MS;
  return { method: 'bank', afterMs: random.skewed(SECOND_MS, longestMs), outcome };
}

/** @returns where to pay; null when the shop says it cannot be paid (any more) */
async function openPage(world: World, order: KnownOrder, random: Random): Promise<string | null> {
  const { name, orderId } = order;
  const { scheduler, story, answers } = world;
  for (let number = 1; number <= TRIES_MAX; number++) {
    const request = `request payment ${name} ${number}`;
    const ask = (tab: string) =>
      askShop(world, request + tab, (process) => requestPayment(process.deps, orderId));
    const [answer] = await Promise.all([
      ask(''),
      ...(random.chance(0.15) ? [ask(' in another tab')] : []),
    ]);
    if (answer.kind === 'answered') {
      answers.payable(orderId, answer.value.url);
      return answer.value.url;
    }
    if (answer.kind === 'refused' && answer.error.code !== 'PAYMENT_SERVICE_UNAVAILABLE') {
      story.tell(`${name} cannot be paid: ${answer.error.code}`);
      return null;
    }
    await scheduler.pause(random.skewed(SECOND_MS, 5 * MINUTE_MS), `${name} asks to pay again`);
  }
  return null;
}

function pay(world: World, order: KnownOrder, url: string, payment: Payment): void {
  const sessionId = url.split('/').at(-1)!;
  const shown = world.payments.pay(sessionId, payment);
  world.story.tell(`${order.name}: the shopper pays by ${payment.method}: ${shown}`);
}

async function cancel(world: World, { name, orderId }: KnownOrder): Promise<void> {
  for (let number = 1; number <= TRIES_MAX; number++) {
    const answer = await askShop(world, `cancel ${name} ${number}`, (process) =>
      cancelOrder(process.deps, orderId, 'cancelled_by_shopper'),
    );
    if (answer.kind === 'answered') {
      world.story.tell(`${name}: the shopper cancels; it is ${answer.value.status}`);
      world.answers.told(orderId, answer.value.status);
      return;
    }
    if (answer.kind === 'refused' && answer.error.code !== 'PAYMENT_SERVICE_UNAVAILABLE') return;
    expectUntil(world, MINUTE_MS);
    await world.scheduler.pause(MINUTE_MS, `cancel ${name} again`);
  }
}
