import { currencyOf } from './currencies.ts';

/** An amount of money: integer minor units (cents), never a fraction. */
export type Cents = number;

/** The price of a line. Stays exact: prices and quantities are bounded far below 2^53. */
function lineTotal(line: { quantity: number; unitPriceCents: Cents }): Cents {
  return line.quantity * line.unitPriceCents;
}

/** The sum of lines, in minor units. */
export function sumLineTotals(
  lines: readonly { quantity: number; unitPriceCents: Cents }[],
): Cents {
  return lines.reduce((sum, line) => sum + lineTotal(line), 0);
}

/**
 * Reads a typed amount such as `12.5`, `12,50` or `1200`.
 *
 * @returns minor units; null when the text is not an amount that can be paid in this currency
 */
export function parseAmount(text: string, currency: string): Cents | null {
  const { digits, step } = currencyOf(currency);
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  const [, whole = '', minor = ''] = match ?? [];
  if (!match || minor.length > digits) return null;
  const cents = Number(whole + minor.padEnd(digits, '0'));
  return cents % step === 0 ? cents : null;
}

/** An amount as `parseAmount` reads it, such as `12.50`. */
export function formatAmount(cents: Cents, currency: string): string {
  const { digits } = currencyOf(currency);
  return (cents / 10 ** digits).toFixed(digits);
}
