import { createHmac } from 'node:crypto';
import { monotonicNowMs } from '../traffic/monotonic-clock.ts';
import type { RequestLogEntry, Outcome } from '../../invariants/request-log.ts';
import { runInBackground, type FaultContext, type InjectFault } from './fault-context.ts';

const RECENT_ORDERS = 12;
const COPIES = 8;
const POST_TIMEOUT_MS = 10_000;
/** Older than the five minutes for which a signature is valid. */
const STALE_SIGNATURE_AGE_S = 600;

/** Sends delivered events again, many times, to all webs at once. */
export const replayWebhooks: InjectFault = async (context) => {
  const reports = await Promise.all(
    recentOrders(context).map((orderId) => context.sandbox.readSession(orderId)),
  );
  const bodies = reports
    .flatMap((report) => report?.events ?? [])
    .map((event) => JSON.stringify(event));
  if (bodies.length === 0) return null;
  const posts = Array.from({ length: COPIES }, () => bodies).flat();
  for (const body of posts) {
    const signature = signWebhook(body, context.testSystem.service.webhookSecret);
    runInBackground(context, postToAllWebs(context, body, signature));
  }
  return { detail: `${bodies.length} events, ${COPIES} times each, to each web` };
};

/** Sends forged events about payments that were never made. */
export const forgeWebhooks: InjectFault = async (context) => {
  const orderIds = recentOrders(context);
  if (orderIds.length === 0) return null;
  const { webhookSecret } = context.testSystem.service;
  const forge = async (orderId: string, how: string, body: string, signature: string | null) => {
    const sentAt = monotonicNowMs();
    for (const outcome of await postToAllWebs(context, body, signature)) {
      const entry: RequestLogEntry = {
        operation: 'webhook',
        eventId: '',
        forgery: how,
        orderId,
        sentAt,
        answeredAt: monotonicNowMs(),
        outcome,
      };
      context.requestLog.append(entry);
    }
  };
  const forgeries = orderIds.flatMap((orderId) => {
    const body = createForgedEvent(orderId);
    const other = signWebhook(createForgedEvent(crypto.randomUUID()), webhookSecret);
    return [
      forge(orderId, 'without a signature', body, null),
      forge(orderId, 'signed with another secret', body, signWebhook(body, 'whsec_other')),
      forge(
        orderId,
        'with an expired signature',
        body,
        signWebhook(body, webhookSecret, STALE_SIGNATURE_AGE_S),
      ),
      forge(orderId, 'with the signature of another event', body, other),
    ];
  });
  for (const forgery of forgeries) runInBackground(context, forgery);
  return { detail: `${forgeries.length} events to each web` };
};

function recentOrders({ requestLog }: FaultContext): string[] {
  const requests = requestLog.entries.filter((entry) => entry.operation === 'request payment');
  return [...new Set(requests.slice(-RECENT_ORDERS).map((entry) => entry.orderId))];
}

function createForgedEvent(orderId: string): string {
  const id = crypto.randomUUID().replaceAll('-', '');
  return JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    type: 'checkout.session.completed',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: `cs_test_${id}`,
        object: 'checkout.session',
        client_reference_id: orderId,
        metadata: { order_id: orderId },
        status: 'complete',
        payment_status: 'paid',
        payment_intent: `pi_${id}`,
        amount_total: 1,
        currency: 'eur',
      },
    },
  });
}

function signWebhook(body: string, secret: string, ageS = 0): string {
  const seconds = Math.floor(Date.now() / 1000) - ageS;
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

/** Posts to every web. */
async function postToAllWebs(
  { testSystem }: FaultContext,
  body: string,
  signature: string | null,
): Promise<Outcome<{ status: number }>[]> {
  const headers = {
    'content-type': 'application/json',
    ...(signature !== null && { 'stripe-signature': signature }),
  };
  return await Promise.all(
    testSystem.shop.webUrls.map(async (url): Promise<Outcome<{ status: number }>> => {
      try {
        const response = await fetch(`${url}/api/webhooks/stripe`, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(POST_TIMEOUT_MS),
        });
        await response.arrayBuffer();
        return { kind: 'ok', value: { status: response.status } };
      } catch (error) {
        return { kind: 'unknown', reason: String(error) };
      }
    }),
  );
}
