import type { Trx } from '#db/transaction.ts';
import { findHeldPayments } from './held-payment-store.ts';
import { findPayments } from './payment-store.ts';
import { findRefunds, givenBackCents } from './refund-store.ts';

/** Money that came for an order and can still be given back. */
export interface MoneyLeft {
  paymentIntentId: string;
  currency: string;
  leftCents: number;
  /** Whether it counts for the order, or came and did not fit. */
  isHeld: boolean;
}

/**
 * Finds what is left of the money of an order that is locked, counting all refunds that are made or
 * under way.
 * @returns one per payment intent; those with nothing left are among them
 */
export async function findMoneyLeft(trx: Trx, orderId: string): Promise<MoneyLeft[]> {
  const payment = (await findPayments(trx, [orderId])).get(orderId);
  const held = await findHeldPayments(trx, [orderId]);
  const refunds = await findRefunds(trx, [orderId]);

  const left = (paymentIntentId: string, takenCents: number) =>
    takenCents - givenBackCents(refunds, paymentIntentId);
  const money = held.map(({ paymentIntentId, currency, amountCents }): MoneyLeft => ({
    paymentIntentId,
    currency,
    leftCents: left(paymentIntentId, amountCents),
    isHeld: true,
  }));
  if (payment?.state !== 'paid' || !payment.paymentIntentId) return money;
  const { paymentIntentId, currency, paidCents } = payment;
  const leftCents = left(paymentIntentId, paidCents);
  return [{ paymentIntentId, currency, leftCents, isHeld: false }, ...money];
}
