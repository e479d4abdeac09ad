import {
  InvalidWebhookError,
  PaymentServiceError,
  type PaymentEvent,
  type PaymentService,
} from '#server/platform/payment-service.ts';
import type { ShopProcess } from './machine.ts';
import type { ModelEvent } from './payment-model.ts';
import { currentStrand, opportunity } from './strand.ts';
import type { World } from './world.ts';

const SECOND_MS = 1000;
/** What a call may take before the shop gives it up. */
const CALL_MS_MAX = 15 * SECOND_MS;
/** What the service signs with; the real one's depends on the bytes and the time. */
export const SIGNATURE = 'signed by the payment service';

/** The payment service as one process reaches it: over a network, with all that goes wrong on it. */
export function createPaymentClient(world: World, process: ShopProcess): PaymentService {
  const { payments } = world;
  const key = (idempotencyKey: string) => world.bug?.key?.(idempotencyKey, world) ?? idempotencyKey;
  const call = <T>(what: string, act: () => T) => callService(world, process, what, act);
  const client: PaymentService = {
    openSession: (order, lines) =>
      call('open', () => payments.open(order, lines, key(`session ${order.orderId}`))),
    endSession: (sessionId) => call('end', () => payments.end(sessionId)),
    readSession: (sessionId) => call('read', () => payments.read(sessionId)),
    findSession: (intentId) => call('find', () => payments.find(intentId)),
    refund: (refund) =>
      call('refund', () => {
        const name = world.story.nameOf(refund.orderId);
        if (world.faults.strikes('refund refused at first', opportunity(`refund of ${name}`))) {
          throw new PaymentServiceError('the refund could not be made now');
        }
        return payments.refunds.make({ ...refund, key: key(`refund ${refund.refundId}`) });
      }),
    listSessions: ({ from, to }) =>
      call('list sessions', () => onePage(payments.listSessions(from.getTime(), to.getTime()))),
    listRefunds: (of) => call('list refunds', () => onePage(payments.refunds.list(of))),
    listDisputes: (of) => call('list disputes', () => onePage(payments.refunds.listDisputes(of))),
    readWebhook,
  };
  return world.bug?.payments?.(client, world) ?? client;
}

/** One call: it travels, the service acts or does not, and its answer travels back or is lost. */
async function callService<T>(
  world: World,
  process: ShopProcess,
  what: string,
  act: () => T,
): Promise<T> {
  const { faults, scheduler } = world;
  const where = opportunity(what);
  if (scheduler.inUse) {
    world.violations.push({
      rule: 'no call to the payment service in a transaction',
      detail: where,
    });
    throw new PaymentServiceError('called in a transaction');
  }
  const { random } = currentStrand();
  const slow = faults.strikes('service slow', where);
  const travel = () => (slow ? random.int(SECOND_MS, CALL_MS_MAX / 2) : random.skewed(20, 2000));

  if (faults.strikes('crash before a call', where)) return await process.crash();
  await process.pause(travel(), what);
  if (world.outageUntilMs > scheduler.nowMs) {
    await process.pause(travel(), what);
    throw new PaymentServiceError('the service is down');
  }
  if (faults.strikes('service time-out before it acted', where)) {
    await process.pause(CALL_MS_MAX, what);
    throw new PaymentServiceError('no answer in time');
  }
  const result = attempt(act);
  if (faults.strikes('crash after a call', where)) return await process.crash();
  if (faults.strikes('service time-out after success', where)) {
    await process.pause(CALL_MS_MAX, what);
    throw new PaymentServiceError('no answer in time');
  }
  await process.pause(travel(), what);
  if (faults.strikes('service answers garbage', where)) {
    throw new PaymentServiceError('the answer makes no sense');
  }
  if ('error' in result) throw result.error;
  return result.value;
}

/** What the service decides at one moment; its answer, even a refusal, arrives later. */
function attempt<T>(act: () => T): { value: T } | { error: unknown } {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

function onePage<T>(items: T[]): { items: T[]; next: null } {
  return { items, next: null };
}

/** The bytes and the signature of a webhook. */
export function webhookOf({ event, signed }: ModelEvent): { rawBody: Buffer; signature: string } {
  const rawBody = Buffer.from(JSON.stringify(event));
  return { rawBody, signature: signed ? SIGNATURE : 'signed by somebody else' };
}

function readWebhook(rawBody: Buffer, signature: string | undefined): PaymentEvent {
  if (signature !== SIGNATURE) throw new InvalidWebhookError('the signature is wrong');
  const event = JSON.parse(rawBody.toString()) as PaymentEvent;
  const occurredAt = new Date(event.occurredAt);
  const { notice: fact } = event;
  if (fact?.about === 'refund') fact.refund.createdAt = new Date(fact.refund.createdAt);
  if (fact?.about === 'dispute') fact.dispute.createdAt = new Date(fact.dispute.createdAt);
  return { ...event, occurredAt, notice: fact };
}
