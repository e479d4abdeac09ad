import type { Database } from '#db/client.ts';
import { findHeldPayments } from '../../checkout/held-payment-store.ts';
import { findPayments } from '../../checkout/payment-store.ts';
import { findRefunds, totalRefundedCents } from '../../checkout/refund-store.ts';

/** A payment of an order, and how much of it can still be refunded. */
export interface RefundableBalance {
  paymentIntentId: string;
  currency: string;
  refundableCents: number;
  /** False for the order's own payment, true for one that did not match it and is held. */
  isHeld: boolean;
}

/**
 * Finds the refundable balances of an order, counting all refunds made or in progress. To decide by
 * them, lock the order first.
 * @returns one per payment intent, also those with a balance of 0
 */
export async function findRefundableBalances(
  db: Database,
  orderId: string,
): Promise<RefundableBalance[]> {
  const payment = (await findPayments(db, [orderId])).get(orderId);
  const held = await findHeldPayments(db, [orderId]);
  const refunds = await findRefunds(db, [orderId]);

  const left = (paymentIntentId: string, takenCents: number) =>
    takenCents - totalRefundedCents(refunds, paymentIntentId);
  const money = held.map(({ paymentIntentId, currency, amountCents }): RefundableBalance => ({
    paymentIntentId,
    currency,
    refundableCents: left(paymentIntentId, amountCents),
    isHeld: true,
  }));
  if (payment?.state !== 'paid' || !payment.paymentIntentId) return money;
  const { paymentIntentId, currency, paidCents } = payment;
  const refundableCents = left(paymentIntentId, paidCents);
  return [{ paymentIntentId, currency, refundableCents, isHeld: false }, ...money];
}
