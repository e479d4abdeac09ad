import {
  InvalidWebhookError,
  PaymentServiceError,
  type PaymentEvent,
  type PaymentService,
  type WebhookEvent,
} from '#server/platform/payment-service.ts';
import type { ShopProcess } from './machine.ts';
import type { ModelEvent } from './payment-model.ts';
import { currentTaskContext, nextInjectionPoint } from './task-context.ts';
import type { World } from './world.ts';

const SECOND_MS = 1000;
/** What a call may take before the shop gives it up. */
const CALL_TIMEOUT_MS = 15 * SECOND_MS;
/** What the service signs with; the real one's depends on the bytes and the time. */
export const VALID_SIGNATURE = 'signed by the payment service';

/** The payment service as one process reaches it: over a network, with all that goes wrong on it. */
export function createPaymentClient(world: World, process: ShopProcess): PaymentService {
  const { payments } = world;
  const key = (idempotencyKey: string) =>
    world.bug?.rewriteIdempotencyKey?.(idempotencyKey, world) ?? idempotencyKey;
  const call = <T>(what: string, act: () => T) => callService(world, process, what, act);
  const client: PaymentService = {
    openSession: (order, lines) =>
      call('open', () => payments.openSession(order, lines, key(`session ${order.orderId}`))),
    endSession: (sessionId) => call('end', () => payments.endSession(sessionId)),
    readSession: (sessionId) => call('read', () => payments.readSession(sessionId)),
    findSession: (intentId) => call('find', () => payments.findSession(intentId)),
    refund: (refund) =>
      call('refund', () => {
        const name = world.trace.nameOf(refund.orderId);
        if (
          world.faults.shouldInject(
            'refund refused at first',
            nextInjectionPoint(`refund of ${name}`),
          )
        ) {
          throw new PaymentServiceError('the refund could not be made now');
        }
        return payments.refunds.createRefund({ ...refund, key: key(`refund ${refund.refundId}`) });
      }),
    listSessions: ({ from, to }) =>
      call('list sessions', () =>
        toSinglePage(payments.listSessions(from.getTime(), to.getTime())),
      ),
    listRefunds: (of) => call('list refunds', () => toSinglePage(payments.refunds.listRefunds(of))),
    listDisputes: (of) =>
      call('list disputes', () => toSinglePage(payments.refunds.listDisputes(of))),
    verifyWebhook,
    readEvent,
  };
  return world.bug?.wrapPaymentService?.(client, world) ?? client;
}

/** One call: it travels, the service acts or does not, and its answer travels back or is lost. */
async function callService<T>(
  world: World,
  process: ShopProcess,
  what: string,
  act: () => T,
): Promise<T> {
  const { faults, scheduler } = world;
  const where = nextInjectionPoint(what);
  if (scheduler.connectionInUse) {
    world.violations.push({
      rule: 'no call to the payment service in a transaction',
      detail: where,
    });
    throw new PaymentServiceError('called in a transaction');
  }
  const { random } = currentTaskContext();
  const slow = faults.shouldInject('service slow', where);
  const travel = () =>
    slow ? random.int(SECOND_MS, CALL_TIMEOUT_MS / 2) : random.skewed(20, 2000);

  if (faults.shouldInject('crash before a call', where)) return await process.crash();
  await process.sleep(travel(), what);
  if (world.serviceOutageUntilMs > scheduler.nowMs) {
    await process.sleep(travel(), what);
    throw new PaymentServiceError('the service is down');
  }
  if (faults.shouldInject('service time-out before it acted', where)) {
    await process.sleep(CALL_TIMEOUT_MS, what);
    throw new PaymentServiceError('no answer in time');
  }
  const result = tryCall(act);
  if (faults.shouldInject('crash after a call', where)) return await process.crash();
  if (faults.shouldInject('service time-out after success', where)) {
    await process.sleep(CALL_TIMEOUT_MS, what);
    throw new PaymentServiceError('no answer in time');
  }
  await process.sleep(travel(), what);
  if (faults.shouldInject('service answers garbage', where)) {
    throw new PaymentServiceError('the answer makes no sense');
  }
  if ('error' in result) throw result.error;
  return result.value;
}

/** What the service decides at one moment; its answer, even a refusal, arrives later. */
function tryCall<T>(act: () => T): { value: T } | { error: unknown } {
  try {
    return { value: act() };
  } catch (error) {
    return { error };
  }
}

function toSinglePage<T>(items: T[]): { items: T[]; next: null } {
  return { items, next: null };
}

/** The bytes and the signature of a webhook. */
export function encodeWebhook({ event, isSigned: signed }: ModelEvent): {
  rawBody: Buffer;
  signature: string;
} {
  const rawBody = Buffer.from(JSON.stringify(event));
  return { rawBody, signature: signed ? VALID_SIGNATURE : 'signed by somebody else' };
}

function verifyWebhook(rawBody: Buffer, signature: string | undefined): WebhookEvent {
  if (signature !== VALID_SIGNATURE) throw new InvalidWebhookError('the signature is wrong');
  const payload = rawBody.toString();
  const { eventId, kind, occurredAt } = readEvent(payload);
  return { eventId, kind, occurredAt, payload };
}

function readEvent(payload: string): PaymentEvent {
  const event = JSON.parse(payload) as PaymentEvent;
  const occurredAt = new Date(event.occurredAt);
  const { notice } = event;
  if (notice?.about === 'refund') notice.refund.createdAt = new Date(notice.refund.createdAt);
  if (notice?.about === 'dispute') notice.dispute.createdAt = new Date(notice.dispute.createdAt);
  return { ...event, occurredAt, notice };
}
