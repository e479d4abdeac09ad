import { SECOND_MS } from './durations.ts';
import {
  InvalidWebhookError,
  PaymentServiceError,
  type PaymentEvent,
  type PaymentService,
  type WebhookEvent,
} from '#server/platform/payment-service.ts';
import type { ModelEvent } from './payment-model.ts';
import type { PaymentServiceModel } from './refund-model.ts';
import type { ProcessHandle, Run } from './run.ts';
import { currentTaskContext, nextInjectionPoint } from './task-context.ts';

/** The shop's timeout of a call. */
const CALL_TIMEOUT_MS = 15 * SECOND_MS;
/** The real signature depends on the bytes and the time. */
export const VALID_SIGNATURE = 'signed by the payment service';

/** The payment service as one process reaches it: over an unreliable network. */
export function createPaymentClient(
  run: Run,
  { payments, refunds }: PaymentServiceModel,
  process: ProcessHandle,
): PaymentService {
  const key = (idempotencyKey: string) =>
    run.bug?.rewriteIdempotencyKey?.(idempotencyKey, run) ?? idempotencyKey;
  const call = <T>(what: string, act: () => T) => callService(run, process, what, act);
  const client: PaymentService = {
    openSession: (order, lines) =>
      call('open', () => payments.openSession(order, lines, key(`session ${order.orderId}`))),
    endSession: (sessionId) => call('end', () => payments.endSession(sessionId)),
    readSession: (sessionId) => call('read', () => payments.readSession(sessionId)),
    findSession: (intentId) => call('find', () => payments.findSession(intentId)),
    refund: (refund) =>
      call('refund', () => {
        const name = run.trace.nameOf(refund.orderId);
        if (
          run.faults.shouldInject('refund request fails', nextInjectionPoint(`refund of ${name}`))
        ) {
          throw new PaymentServiceError('the refund failed');
        }
        return refunds.createRefund({ ...refund, key: key(`refund ${refund.refundId}`) });
      }),
    listSessions: ({ from, to }) =>
      call('list sessions', () =>
        toSinglePage(payments.listSessions(from.getTime(), to.getTime())),
      ),
    listRefunds: (of) => call('list refunds', () => toSinglePage(refunds.listRefunds(of))),
    listDisputes: (of) => call('list disputes', () => toSinglePage(refunds.listDisputes(of))),
    verifyWebhook,
    readEvent,
  };
  const orderedCents = (sessionId: string) => payments.sessions.get(sessionId)!.orderedCents;
  return run.bug?.wrapPaymentService?.(client, orderedCents) ?? client;
}

/** One call: the request travels, the service acts or does not, the response travels back or is lost. */
async function callService<T>(
  run: Run,
  process: ProcessHandle,
  what: string,
  act: () => T,
): Promise<T> {
  const { faults, scheduler } = run;
  const where = nextInjectionPoint(what);
  if (scheduler.connectionInUse) {
    run.report('environment/no-call-in-transaction', where);
    throw new PaymentServiceError('called in a transaction');
  }
  const { random } = currentTaskContext();
  const slow = faults.shouldInject('service slow', where);
  const travel = () =>
    slow ? random.int(SECOND_MS, CALL_TIMEOUT_MS / 2) : random.skewed(20, 2000);

  if (faults.shouldInject('crash before a call', where)) return await process.crash();
  await process.sleep(travel(), what);
  if (run.serviceOutageUntilMs > scheduler.nowMs) {
    await process.sleep(travel(), what);
    throw new PaymentServiceError('service unavailable');
  }
  if (faults.shouldInject('service timeout before it acted', where)) {
    await process.sleep(CALL_TIMEOUT_MS, what);
    throw new PaymentServiceError('timeout');
  }
  const result = tryCall(act);
  if (faults.shouldInject('crash after a call', where)) return await process.crash();
  if (faults.shouldInject('service timeout after success', where)) {
    await process.sleep(CALL_TIMEOUT_MS, what);
    throw new PaymentServiceError('timeout');
  }
  await process.sleep(travel(), what);
  if (faults.shouldInject('service returns an invalid response', where)) {
    throw new PaymentServiceError('invalid response');
  }
  if ('error' in result) throw result.error;
  return result.value;
}

/** The service decides at one moment; its response, even a refusal, arrives later. */
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
export function encodeWebhook({ event, isSigned }: ModelEvent): {
  rawBody: Buffer;
  signature: string;
} {
  const rawBody = Buffer.from(JSON.stringify(event));
  return { rawBody, signature: isSigned ? VALID_SIGNATURE : 'forged' };
}

function verifyWebhook(rawBody: Buffer, signature: string | undefined): WebhookEvent {
  if (signature !== VALID_SIGNATURE) throw new InvalidWebhookError('invalid signature');
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
