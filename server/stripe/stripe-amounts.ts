import { serviceUnits } from '../shared/currencies.ts';
import type { Cents } from '../shared/money.ts';

/** Our minor units as Stripe's: the same but for a few currencies. */
export function toStripeAmount(cents: Cents, currency: string): number {
  return cents * serviceUnits(currency);
}

/**
 * Stripe's amount in our minor units.
 * @throws when it is a fraction of our smallest unit, which Stripe does not take either
 */
export function toMoney(
  amount: number,
  stripeCurrency: string,
): { amountCents: Cents; currency: string } {
  const currency = stripeCurrency.toUpperCase();
  const amountCents = amount / serviceUnits(currency);
  if (!Number.isInteger(amountCents)) {
    throw new Error(`Stripe sent ${amount} in ${currency}, which is no whole amount`);
  }
  return { amountCents, currency };
}
