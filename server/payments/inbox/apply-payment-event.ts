import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../../audit-trail/record-staff-action.ts';
import type { PaymentNotice } from '../../checkout/payment.ts';
import { findOrderIdByPaymentIntent } from '../../checkout/payment-store.ts';
import { recordPayments, type RecordPaymentOutcome } from '../../checkout/record-payments.ts';
import type { EventOutcome } from '../../checkout/event-store.ts';
import {
  markWebhookEventsApplied,
  storeWebhookEventError,
  type AppliedWebhookEvent,
} from '../../checkout/webhook-event-store.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Deps } from '../../platform/deps.ts';
import { QueueFullError } from '../../platform/group-commit.ts';
import type { PaymentEvent, WebhookEvent } from '../../platform/payment-service.ts';
import { recordDispute } from '../disputes/record-dispute.ts';
import { recordChargeRefunds } from '../refunds/record-charge-refunds.ts';
import { recordRefund } from '../refunds/record-refund.ts';
import { recordDecline } from './record-decline.ts';

/** `ignored`: a kind of event, or an object, that is not for this shop. */
export type ApplyOutcome = EventOutcome | 'duplicate' | 'ignored';

/** How a process applies events: a web process in batches, a job one by one. */
export interface ApplyContext {
  recordPayment(notice: PaymentNotice): Promise<RecordPaymentOutcome>;
  /** Runs what is not about a session, after the events received before it. */
  runInTurn<T>(work: () => Promise<T>): Promise<T>;
  markApplied(applied: AppliedWebhookEvent): Promise<void>;
}

/**
 * Applies one stored event: records what it says and marks it applied. Repeatable: an event changes an
 * order once (see `payment_events`), also when it dies in between.
 *
 * @param actor the payment service, or the member of staff who replays the event
 * @returns what it did
 * @throws whatever made it fail, which is stored for staff; the event stays to be applied
 */
export async function applyPaymentEvent(
  deps: Deps,
  actor: Actor,
  event: WebhookEvent,
  context: ApplyContext = applyDirectly(deps, actor),
): Promise<ApplyOutcome> {
  const { eventId } = event;
  try {
    const { notice, ...metadata } = deps.payments.readEvent(event.payload);
    const outcome = await recordNotice(deps, actor, notice, metadata, context);
    await context.markApplied({ eventId, outcome, orderId: await findOrderId(deps, notice) });
    return outcome;
  } catch (error) {
    // A full queue says nothing about the event.
    if (!(error instanceof QueueFullError)) {
      const message = error instanceof Error ? error.message : String(error);
      // If the database is gone, too, the first error says more.
      await storeWebhookEventError(deps.db, eventId, message).catch(() => {});
    }
    throw error;
  }
}

async function recordNotice(
  deps: Deps,
  actor: Actor,
  notice: PaymentEvent['notice'],
  event: Omit<PaymentEvent, 'notice'>,
  context: ApplyContext,
): Promise<ApplyOutcome> {
  switch (notice?.about) {
    case 'session': {
      const { orderId, sessionId, state } = notice;
      return await context.recordPayment({ orderId, sessionId, state, event });
    }
    case 'decline':
      return await context.runInTurn(() => recordDecline(deps, actor, notice, event));
    case 'refund':
      return await context.runInTurn(() => recordRefund(deps, actor, notice.refund, { event }));
    case 'charge':
      return await context.runInTurn(() => recordChargeRefunds(deps, actor, notice, event));
    case 'dispute':
      return await context.runInTurn(() => recordDispute(deps, actor, notice.dispute, { event }));
    case undefined:
      return 'ignored';
  }
}

async function findOrderId(deps: Deps, notice: PaymentEvent['notice']): Promise<string | null> {
  switch (notice?.about) {
    case 'session':
    case 'decline':
      return notice.orderId;
    case 'charge':
      return notice.orderId ?? (await findOrderIdByPaymentIntent(deps.db, notice.paymentIntentId));
    case 'refund': {
      const { orderId, paymentIntentId } = notice.refund;
      return orderId ?? (await findOrderIdByPaymentIntent(deps.db, paymentIntentId));
    }
    case 'dispute':
      return await findOrderIdByPaymentIntent(deps.db, notice.dispute.paymentIntentId);
    case undefined:
      return null;
  }
}

function applyDirectly(deps: Deps, actor: Actor): ApplyContext {
  return {
    async recordPayment(notice) {
      const [outcome] = await recordPayments(deps, actor, [notice]);
      return outcome!;
    },
    runInTurn: (work) => work(),
    markApplied: (applied) =>
      inTransaction(deps.db, async (trx) => {
        await markWebhookEventsApplied(trx, [applied], deps.clock.now());
        const { outcome } = applied;
        await recordStaffAction(trx, actor, { outcome: 'done', result: { outcome } });
      }),
  };
}
