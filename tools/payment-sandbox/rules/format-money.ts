import { decimalsOf } from './currencies.ts';

/** Formats an amount in the currency's smallest unit, such as €12.50. */
export function formatMoney(amount: number, currency: string): string {
  const digits = decimalsOf(currency.toLowerCase());
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount / 10 ** digits);
}
