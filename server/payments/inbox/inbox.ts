import { setTimeout as delay } from 'node:timers/promises';
import type { PaymentNotice } from '../../checkout/payment.ts';
import type { RecordPaymentOutcome } from '../../checkout/record-payments.ts';
import {
  markWebhookEventsApplied,
  type AppliedWebhookEvent,
} from '../../checkout/webhook-event-store.ts';
import type { Deps } from '../../platform/deps.ts';
import type { GroupCommit } from '../../platform/group-commit.ts';
import type { WebhookEvent } from '../../platform/payment-service.ts';
import { applyPaymentEvent, type ApplyContext } from './apply-payment-event.ts';
import { storeWebhookEvents } from './store-webhook-events.ts';

/** The webhooks of one web process: verified, stored, acknowledged, then applied. */
export interface Inbox {
  /**
   * Verifies a webhook and stores it; it is applied after this resolves.
   * @param rawBody the bytes as received; the signature covers them
   * @throws InvalidWebhookError when the signature is wrong
   * @throws QueueFullError when too many wait, or while draining: then it is not stored
   */
  receive(rawBody: Buffer, signature: string | undefined): Promise<'stored' | 'duplicate'>;
  /** Resolves when no event is being applied. */
  idle(): Promise<void>;
  /** Refuses new webhooks, and waits a short while for those that are being applied. */
  drain(): Promise<void>;
}

/** A job applies what is not done by then. */
const DRAIN_MS_MAX = 3000;

/**
 * @param options.recordPayment through the group commit of payments
 * @param options.createGroupCommit for the batches of events to store, and to mark as applied
 * @param options.batchDeps on the connections of the group commits
 * @param options.onApplyError called when an event cannot be applied now; its job tries again
 */
export function createInbox(
  deps: Deps,
  options: {
    batchDeps: Deps;
    createGroupCommit<Command, Result>(
      run: (commands: Command[]) => Promise<Result[]>,
    ): GroupCommit<Command, Result>;
    recordPayment(notice: PaymentNotice): Promise<RecordPaymentOutcome>;
    onApplyError(error: unknown, event: WebhookEvent): void;
  },
): Inbox {
  const { batchDeps, recordPayment } = options;
  const received = options.createGroupCommit((events: WebhookEvent[]) =>
    storeWebhookEvents(batchDeps, events),
  );
  const applied = options.createGroupCommit(async (events: AppliedWebhookEvent[]) => {
    await markWebhookEventsApplied(batchDeps.db, events, batchDeps.clock.now());
    return events.map(() => undefined);
  });
  const applying = new Set<Promise<void>>();
  const recording = new Set<Promise<unknown>>();
  let lastInTurn: Promise<unknown> = Promise.resolve();

  const context: ApplyContext = {
    recordPayment: (notice) => track(recording, recordPayment(notice)),
    // A refund or dispute whose money is not recorded yet costs a call to the payment service.
    runInTurn(work) {
      const earlier = [lastInTurn, ...recording];
      const turn = Promise.allSettled(earlier).then(work);
      lastInTurn = turn.catch(() => {});
      return turn;
    },
    markApplied: (event) => applied.submit(event),
  };

  async function applyNow(event: WebhookEvent): Promise<void> {
    try {
      const { eventId } = event;
      await applyPaymentEvent(deps, { kind: 'payment_service', eventId }, event, context);
    } catch (error) {
      options.onApplyError(error, event);
    }
  }

  async function idle(): Promise<void> {
    while (applying.size > 0) await Promise.all(applying);
  }

  return {
    async receive(rawBody, signature) {
      const event = deps.payments.verifyWebhook(rawBody, signature);
      const outcome = await received.submit(event);
      if (outcome === 'stored') void track(applying, applyNow(event));
      return outcome;
    },
    idle,
    async drain() {
      await received.drain();
      await Promise.race([idle(), delay(DRAIN_MS_MAX, undefined, { ref: false })]);
    },
  };
}

/** Keeps a promise in the set until it is settled. */
function track<T>(set: Set<Promise<T>> | Set<Promise<unknown>>, promise: Promise<T>): Promise<T> {
  const running = set as Set<Promise<unknown>>;
  running.add(promise);
  const done = () => void running.delete(promise);
  promise.then(done, done);
  return promise;
}
