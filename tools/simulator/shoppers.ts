import { v7 } from 'uuid';
import type { PlaceOrderCommand } from '#server/checkout/placement.ts';
import { cancelOrder } from '#server/checkout/cancel-order.ts';
import { requestPayment } from '#server/checkout/request-payment.ts';
import { catalogue } from './catalogue.ts';
import { SHOPPER } from './actors.ts';
import { sendRequest } from './send-request.ts';
import type { PaymentAttempt } from './payment-model.ts';
import { Random } from './random.ts';
import { extendBusyUntil } from './run.ts';
import { MINUTE_MS, SECOND_MS } from './durations.ts';
import type { World } from './world.ts';

const ATTEMPTS_MAX = 40;

const shippingAddress = {
  name: 'Simulated Shopper',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12701',
  country: 'DE',
};

/** What a shopper does after placing an order. */
const scenarioWeights = {
  'pays soon': 5,
  'pays at the last moment': 3,
  'pays by bank': 3,
  'opens the payment page and leaves': 2,
  'never requests payment': 2,
  cancels: 2,
  'cancels during payment': 2,
  'requests payment after the window': 1,
} as const;

/** An order as its shopper knows it. */
export interface KnownOrder {
  name: string;
  orderId: string;
  payByMs: number;
  totalCents: number;
  lines: PlaceOrderCommand['lines'];
}

/** A shopper places one or more orders, one after the other. */
export async function runShopper(world: World, name: string, orders: KnownOrder[]): Promise<void> {
  const random = new Random(world.scheduler.seed, `shopper ${name}`);
  const buyerId = v7({ msecs: world.scheduler.nowMs, random: random.bytes(16) });
  const count = random.weighted({ 1: 5, 2: 2, 4: 1 });
  for (let number = 1; number <= Number(count); number++) {
    const order = await placeUntilAnswered(world, `${name}.${number}`, buyerId, random);
    if (order) {
      orders.push(order);
      await runScenario(world, order, random);
    }
    await world.scheduler.sleep(random.skewed(SECOND_MS, 20 * MINUTE_MS), `${name} comes back`);
  }
}

/** Retries the placement with the same id until the shop responds. */
async function placeUntilAnswered(
  world: World,
  name: string,
  buyerId: string,
  random: Random,
): Promise<KnownOrder | null> {
  const { scheduler, trace, responses, faults } = world;
  const command = createRandomOrder(scheduler.nowMs, buyerId, random);
  const { orderId } = command;
  trace.setName(orderId, name);
  const bought = command.lines.map(
    ({ skuId, quantity }) => `${quantity} ${catalogue.find((sku) => sku.skuId === skuId)!.name}`,
  );
  trace.log(`${name} wants ${bought.join(', ')}`);
  for (let number = 1; number <= ATTEMPTS_MAX; number++) {
    const request = `place ${name} try ${number}`;
    const isImpatient = faults.shouldInject('request repeated while the first runs', request);
    const onSettled = responses.trackPlacement(orderId);
    const answer = await sendRequest(
      world,
      request,
      (process) => process.orderGroupCommit.submit(command),
      {
        onSettled,
        ...(isImpatient && { timeoutMs: random.int(0, 20) }),
      },
    );
    if (answer.kind === 'answered' && 'payBy' in answer.value) {
      const { payBy, totalCents } = answer.value;
      trace.log(`${name} is placed, to be paid by ${payBy.toISOString().slice(11)}`);
      const { email, lines, expectedTotalCents } = command;
      responses.append({
        operation: 'place',
        orderId,
        content: { email, lines, totalCents: expectedTotalCents, buyerId },
        outcome: { kind: 'ok', value: { ...answer.value, payBy: payBy.toISOString() } },
      });
      return { name, orderId, payByMs: payBy.getTime(), totalCents, lines: command.lines };
    }
    if (answer.kind === 'answered' && 'code' in answer.value) {
      trace.log(`${name} is refused: ${answer.value.code}`);
      responses.recordRefusal(orderId, answer.value.code);
      return null;
    }
    trace.log(`${name}: no response; the shopper retries`);
    await scheduler.sleep(random.int(100, 5 * SECOND_MS), `${name} again`);
  }
  return null;
}

function createRandomOrder(nowMs: number, buyerId: string, random: Random): PlaceOrderCommand {
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
    emailKey: `${buyerId}@example.com`,
    clientNetwork: `203.0.113.${random.int(1, 4)}`,
    language: 'en',
    shippingAddress,
    // Now and then the page shows an outdated price.
    expectedTotalCents: random.chance(0.03) ? total + 1 : total,
  };
}

async function runScenario(world: World, order: KnownOrder, random: Random): Promise<void> {
  const { scheduler, faults } = world;
  const intention = random.weighted(scenarioWeights);
  world.trace.log(`${order.name}: its shopper ${intention}`);
  const think = () =>
    scheduler.sleep(random.skewed(SECOND_MS, 10 * MINUTE_MS), `${order.name} thinks`);
  switch (intention) {
    case 'never requests payment':
      return;
    case 'cancels':
      await think();
      if (random.chance(0.5)) await requestPaymentPage(world, order, random);
      return await cancelWithRetries(world, order);
    case 'requests payment after the window':
      await scheduler.sleep(order.payByMs - scheduler.nowMs + random.int(0, MINUTE_MS), 'late');
      await requestPaymentPage(world, order, random);
      return;
    case 'cancels during payment': {
      await think();
      const url = await requestPaymentPage(world, order, random);
      faults.recordFault('cancelled during payment', order.name);
      const cancelling = cancelWithRetries(world, order);
      await scheduler.sleep(random.int(0, 3 * SECOND_MS), `${order.name} pays in another tab`);
      if (url) payOnPage(world, order, url, { method: 'card' });
      return await cancelling;
    }
    default: {
      await think();
      const url = await requestPaymentPage(world, order, random);
      if (!url || intention === 'opens the payment page and leaves') return;
      if (intention === 'pays at the last moment') await waitUntilDeadline(world, order, random);
      else await think();
      payOnPage(
        world,
        order,
        url,
        intention === 'pays by bank' ? bankTransfer(random) : { method: 'card' },
      );
    }
  }
}

async function waitUntilDeadline(world: World, order: KnownOrder, random: Random): Promise<void> {
  const { scheduler, faults } = world;
  const ms = random.pick([-1, 0, 1]);
  await scheduler.sleep(order.payByMs + ms - scheduler.nowMs, `${order.name} at X`);
  faults.recordFault('payment at the deadline ± 1 ms', `${order.name}: ${ms} ms`);
}

function bankTransfer(random: Random): PaymentAttempt {
  const outcome = random.chance(0.6) ? 'succeeds' : 'fails';
  const longestMs = (random.chance(0.1) ? 3 * 24 * 60 : 100) * MINUTE_MS;
  return { method: 'bank', afterMs: random.skewed(SECOND_MS, longestMs), outcome };
}

/** @returns where to pay; null when the shop refuses */
async function requestPaymentPage(
  world: World,
  order: KnownOrder,
  random: Random,
): Promise<string | null> {
  const { name, orderId } = order;
  const { scheduler, trace, responses } = world;
  for (let number = 1; number <= ATTEMPTS_MAX; number++) {
    const request = `request payment ${name} ${number}`;
    const ask = (tab: string) =>
      sendRequest(world, request + tab, (process) =>
        requestPayment(process.deps, SHOPPER, orderId),
      );
    const [answer] = await Promise.all([
      ask(''),
      ...(random.chance(0.15) ? [ask(' in another tab')] : []),
    ]);
    if (answer.kind === 'answered') {
      responses.append({
        operation: 'request payment',
        orderId,
        outcome: { kind: 'ok', value: answer.value },
      });
      return answer.value.url;
    }
    if (answer.kind === 'refused' && answer.error.code !== 'PAYMENT_SERVICE_UNAVAILABLE') {
      trace.log(`${name} is not payable: ${answer.error.code}`);
      return null;
    }
    await scheduler.sleep(
      random.skewed(SECOND_MS, 5 * MINUTE_MS),
      `${name} requests payment again`,
    );
  }
  return null;
}

function payOnPage(world: World, order: KnownOrder, url: string, payment: PaymentAttempt): void {
  const sessionId = url.split('/').at(-1)!;
  const shown = world.payments.paySession(sessionId, payment);
  world.trace.log(`${order.name}: the shopper pays by ${payment.method}: ${shown}`);
}

async function cancelWithRetries(world: World, { name, orderId }: KnownOrder): Promise<void> {
  for (let number = 1; number <= ATTEMPTS_MAX; number++) {
    const answer = await sendRequest(world, `cancel ${name} ${number}`, (process) =>
      cancelOrder(process.deps, SHOPPER, orderId),
    );
    if (answer.kind === 'answered') {
      world.trace.log(`${name}: the shopper cancels; it is ${answer.value.status}`);
      world.responses.append({
        operation: 'cancel',
        orderId,
        by: 'shopper',
        outcome: { kind: 'ok', value: answer.value },
      });
      return;
    }
    if (answer.kind === 'refused' && answer.error.code !== 'PAYMENT_SERVICE_UNAVAILABLE') return;
    extendBusyUntil(world, MINUTE_MS);
    await world.scheduler.sleep(MINUTE_MS, `cancel ${name} again`);
  }
}
