import type { Database } from '#db/client.ts';
import { findHeldPayments } from '../../checkout/held-payment-store.ts';
import { findPayments } from '../../checkout/payment-store.ts';
import { findRefunds, totalRefundedCents } from '../../checkout/refund-store.ts';

/** Money that came for an order and can still be given back. */
export interface RefundableBalance {
  paymentIntentId: string;
  currency: string;
  refundableCents: number;
  /** Whether it counts for the order, or came and did not fit. */
  isHeld: boolean;
}

/**
 * Finds what is left of the money of an order, counting all refunds that are made or under way. Who
 * decides by it has locked the order.
 * @returns one per payment intent; those with nothing left are among them
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
