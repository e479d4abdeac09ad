import type { Context } from './context.ts';
import { nowSeconds } from './context.ts';
import { assertDigits } from './currencies.ts';
import { formatMoney } from './format-money.ts';
import type { Charge } from '../objects/charge.ts';
import type { Metadata } from '../objects/metadata.ts';
import type { Refund, RefundStatus } from '../objects/refund.ts';
import { newRefund } from '../objects/refund.ts';
import { findObject, insertObject, updateObject } from '../storage/object-store.ts';
import { deleteTimer, setTimer } from '../storage/timer-store.ts';
import { notFound, requestRefused } from './stripe-error.ts';
import { emitEvent } from './emit-event.ts';
import { findSessionOfPayment } from './sessions.ts';

export interface RefundRequest {
  paymentIntentId: string;
  /** In the smallest unit; null: everything that is refundable. */
  amount: number | null;
  metadata: Metadata;
}

/**
 * Refunds at most the amount that was captured and is not refunded yet.
 * @throws StripeError when that is less than the requested amount or zero
 */
export function createRefund(context: Context, request: RefundRequest): Refund {
  return context.db.transaction(() => {
    const charge = refundableCharge(context, request.paymentIntentId);
    const refundable = charge.amount_captured - charge.amount_refunded;
    if (refundable === 0) {
      throw requestRefused(
        `Charge ${charge.id} has already been refunded.`,
        'charge_already_refunded',
      );
    }
    const amount = request.amount ?? refundable;
    if (amount > refundable) {
      throw requestRefused(
        `Refund amount (${formatMoney(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatMoney(refundable, charge.currency)})`,
        undefined,
        'amount',
      );
    }
    assertDigits(amount, charge.currency);
    const { refund_outcome } = context.faults.current();
    const status: RefundStatus = refund_outcome === 'succeeded' ? 'succeeded' : 'pending';
    const refund = newRefund({ ...request, amount, charge, created: nowSeconds(context), status });
    insertObject(context.db, refund, { payment: request.paymentIntentId });
    const refundedCharge = adjustRefundedAmount(context, charge, amount);
    const sessionId = sessionIdOf(context, refund);
    emitEvent(context, 'refund.created', refund, sessionId);
    if (status === 'pending') settleLater(context, refund);
    else emitEvent(context, 'charge.refunded', refundedCharge, sessionId);
    return refund;
  });
}

/** Settles a pending refund. @throws StripeError if it is not pending */
export function settleRefund(
  context: Context,
  refundId: string,
  outcome: 'succeeded' | 'failed',
): Refund {
  return context.db.transaction(() => {
    const pending = findObject(context.db, 'refund', refundId);
    if (!pending) throw notFound('refund', refundId, 'refund');
    if (pending.status !== 'pending') {
      throw requestRefused(`Only a pending refund can be settled; this one is ${pending.status}.`);
    }
    deleteTimer(context.db, 'refund-succeeds', refundId);
    deleteTimer(context.db, 'refund-fails', refundId);
    const charge = findObject(context.db, 'charge', pending.charge);
    if (!charge) throw new Error(`The refund ${refundId} has no charge.`);
    const sessionId = sessionIdOf(context, pending);
    const previous = { status: pending.status };
    const refund: Refund = { ...pending, status: outcome };

    if (outcome === 'succeeded') {
      updateObject(context.db, refund);
      emitEvent(context, 'refund.updated', refund, sessionId, previous);
      emitEvent(context, 'charge.refunded', charge, sessionId);
      return refund;
    }
    const failed: Refund = { ...refund, failure_reason: 'expired_or_canceled_card' };
    updateObject(context.db, failed);
    // The amount can be refunded again.
    adjustRefundedAmount(context, charge, -failed.amount);
    emitEvent(context, 'refund.updated', failed, sessionId, previous);
    emitEvent(context, 'refund.failed', failed, sessionId);
    return failed;
  });
}

function refundableCharge(context: Context, paymentIntentId: string): Charge {
  const intent = findObject(context.db, 'payment_intent', paymentIntentId);
  if (!intent) throw notFound('payment_intent', paymentIntentId, 'payment_intent');
  const charge = intent.latest_charge && findObject(context.db, 'charge', intent.latest_charge);
  if (!charge || charge.status !== 'succeeded') {
    throw requestRefused(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      undefined,
      'payment_intent',
    );
  }
  if (charge.disputed) {
    throw requestRefused(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
    );
  }
  return charge;
}

function adjustRefundedAmount(context: Context, charge: Charge, by: number): Charge {
  const changed: Charge = { ...charge, amount_refunded: charge.amount_refunded + by };
  updateObject(context.db, changed);
  return changed;
}

function settleLater(context: Context, refund: Refund): void {
  const { refund_outcome, refund_settle_ms } = context.faults.current();
  if (refund_settle_ms < 0) return;
  const kind = refund_outcome === 'failed' ? 'refund-fails' : 'refund-succeeds';
  setTimer(context.db, kind, refund.id, context.now() + refund_settle_ms);
  context.wake();
}

function sessionIdOf(context: Context, refund: Refund): string | null {
  return findSessionOfPayment(context, refund.payment_intent)?.id ?? null;
}
