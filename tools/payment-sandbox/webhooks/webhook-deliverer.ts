import type { Context } from '../rules/context.ts';
import type { Delivery, DeliveryState } from '../storage/delivery-store.ts';
import {
  findDelivery,
  findDueDeliveries,
  findHeldDeliveries,
  findNextDeliveryTime,
  updateDelivery,
} from '../storage/delivery-store.ts';
import { findObject, updateObject } from '../storage/object-store.ts';
import { postEvent } from './post-event.ts';
import { signPayload } from './sign-payload.ts';

const concurrentMax = 32;
const firstRetryMs = 1000;
const retryMsMax = 60_000;
const giveUpAfterMs = 3 * 24 * 3600 * 1000;

export interface WebhookDeliverer {
  /** Starts due deliveries without waiting for them. @returns when the next one is due; null: after wake() */
  pump(): number | null;
  /** Attempts a delivery at once, in any state. @returns undefined if there is no such delivery */
  deliverNow(id: string): Promise<Delivery | undefined>;
  /** Aborts deliveries in flight; they are pending at the next start. */
  stop(): Promise<void>;
}

/** Sends stored deliveries until the shop responds with 2xx, with exponential backoff. */
export function createWebhookDeliverer(context: Context): WebhookDeliverer {
  const { db, settings } = context;
  const inFlight = new Map<string, Promise<Delivery>>();
  const stopping = new AbortController();
  let releasing = false;

  function pump(): number | null {
    if (stopping.signal.aborted || context.faults.current().webhook_paused) return null;
    releaseHeld();
    const now = context.now();
    // Deliveries in flight are still due, so the limit is twice as high.
    const due = findDueDeliveries(db, now, concurrentMax * 2);
    for (const delivery of due) {
      if (inFlight.size >= concurrentMax) return null;
      if (!inFlight.has(delivery.id)) void start(delivery);
    }
    return findNextDeliveryTime(db, now);
  }

  function start(delivery: Delivery): Promise<Delivery> {
    const attempt = attemptDelivery(delivery).finally(() => {
      inFlight.delete(delivery.id);
      context.wake();
    });
    inFlight.set(delivery.id, attempt);
    return attempt;
  }

  /** Sequential, newest first, so that they arrive in this order. */
  function releaseHeld(): void {
    if (releasing) return;
    const held = findHeldDeliveries(db);
    if (held.length === 0 || held.length < context.faults.current().webhook_reorder) return;
    releasing = true;
    void (async () => {
      for (const delivery of held) {
        if (stopping.signal.aborted) break;
        await (inFlight.get(delivery.id) ?? start(delivery));
      }
      releasing = false;
      context.wake();
    })();
  }

  async function attemptDelivery(delivery: Delivery): Promise<Delivery> {
    const event = findObject(db, 'event', delivery.event_id);
    if (!event || settings.webhookUrl === null) return finish(delivery, 'abandoned');
    const body = JSON.stringify(event);
    const at = context.now();
    const signature = signPayload(body, settings.webhookSecret, Math.floor(at / 1000));
    const { status, error } = await postEvent(
      settings.webhookUrl,
      body,
      signature,
      stopping.signal,
    );
    if (stopping.signal.aborted && status === null) return delivery;

    const now = context.now();
    const attempts = delivery.attempts + 1;
    const log = [...delivery.log, { at, status, error, took_ms: now - at }];
    const arrived = status !== null && status >= 200 && status < 300;
    if (arrived) {
      updateObject(db, { ...event, pending_webhooks: 0 });
      return finish({ ...delivery, attempts, log }, 'delivered');
    }
    const due_at = now + Math.min(firstRetryMs * 2 ** (attempts - 1), retryMsMax);
    return finish({ ...delivery, attempts, log, due_at }, stateAfterFailure(delivery, now));
  }

  function finish(delivery: Delivery, state: DeliveryState): Delivery {
    const finished = { ...delivery, state };
    updateDelivery(db, finished);
    return finished;
  }

  return {
    pump,
    async deliverNow(id) {
      const running = inFlight.get(id);
      if (running) return running;
      const delivery = findDelivery(db, id);
      return delivery && start(delivery);
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(inFlight.values());
    },
  };
}

/** A failed manual attempt at a dropped or abandoned delivery does not start automatic retries. */
function stateAfterFailure(delivery: Delivery, now: number): DeliveryState {
  if (delivery.state !== 'pending' && delivery.state !== 'held') return delivery.state;
  return now - delivery.created_at > giveUpAfterMs ? 'abandoned' : 'pending';
}
