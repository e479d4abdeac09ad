import { createHmac } from 'node:crypto';
import { nowMs } from '../ledger/clock.ts';
import type { Entry, Outcome } from '../ledger/ledger.ts';
import type { Scene, Strike } from './scene.ts';

const RECENT_ORDERS = 12;
const REPEATS = 8;
const POST_MS_MAX = 10_000;
/** Older than the five minutes for which a signature is believed. */
const STALE_S = 600;

/** Sends events that were delivered once again, many times, to all webs at once. */
export const repeatWebhooks: Strike = async (scene) => {
  const reports = await Promise.all(
    recentOrders(scene).map((orderId) => scene.control.report(orderId)),
  );
  const bodies = reports
    .flatMap((report) => report?.events ?? [])
    .map((event) => JSON.stringify(event));
  if (bodies.length === 0) return null;
  const posts = Array.from({ length: REPEATS }, () => bodies).flat();
  keep(
    scene,
    posts.map((body) => post(scene, body, sign(body, scene.drill.service.webhookSecret))),
  );
  return { detail: `${bodies.length} events, ${REPEATS} times each, to each web` };
};

/** Sends events that nobody must believe: that orders were paid, which nobody paid. */
export const forgeWebhooks: Strike = async (scene) => {
  const orderIds = recentOrders(scene);
  if (orderIds.length === 0) return null;
  const { webhookSecret } = scene.drill.service;
  const forge = async (orderId: string, how: string, body: string, signature: string | null) => {
    const sentAt = nowMs();
    for (const outcome of await post(scene, body, signature)) {
      const entry: Entry = {
        what: 'forged webhook',
        how,
        orderId,
        sentAt,
        answeredAt: nowMs(),
        outcome,
      };
      scene.ledger.write(entry);
    }
  };
  const forgeries = orderIds.flatMap((orderId) => {
    const body = forgedPayment(orderId);
    const other = sign(forgedPayment(crypto.randomUUID()), webhookSecret);
    return [
      forge(orderId, 'without a signature', body, null),
      forge(orderId, 'signed by a stranger', body, sign(body, 'whsec_of_a_stranger')),
      forge(orderId, 'signed long ago', body, sign(body, webhookSecret, STALE_S)),
      forge(orderId, 'with the signature of another', body, other),
    ];
  });
  keep(scene, forgeries);
  return { detail: `${forgeries.length} events to each web` };
};

function recentOrders({ ledger }: Scene): string[] {
  const requests = ledger.entries.filter((entry) => entry.what === 'request payment');
  return [...new Set(requests.slice(-RECENT_ORDERS).map((entry) => entry.orderId))];
}

function forgedPayment(orderId: string): string {
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

function sign(body: string, secret: string, ageS = 0): string {
  const seconds = Math.floor(Date.now() / 1000) - ageS;
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

/** Posts to every web; one that is down tells nothing. */
async function post(
  { drill }: Scene,
  body: string,
  signature: string | null,
): Promise<Outcome<{ status: number }>[]> {
  const headers = {
    'content-type': 'application/json',
    ...(signature !== null && { 'stripe-signature': signature }),
  };
  return await Promise.all(
    drill.shop.webUrls.map(async (url): Promise<Outcome<{ status: number }>> => {
      try {
        const response = await fetch(`${url}/api/webhooks/stripe`, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(POST_MS_MAX),
        });
        await response.arrayBuffer();
        return { is: 'told', value: { status: response.status } };
      } catch (error) {
        return { is: 'unknown', why: String(error) };
      }
    }),
  );
}

function keep(scene: Scene, promises: Promise<unknown>[]): void {
  const kept = Promise.allSettled(promises).finally(() => scene.underWay.delete(kept));
  scene.underWay.add(kept);
}
