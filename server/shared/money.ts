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

/** How many minor digits a currency has: two for most, none for the yen. */
export function minorUnitDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Reads a typed amount such as `12.5`, `12,50` or `1200`.
 *
 * @param digits minor digits of the currency
 * @returns minor units; null when the text is not an amount
 */
export function parseAmount(text: string, digits: number): Cents | null {
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  const [, whole = '', minor = ''] = match ?? [];
  if (!match || minor.length > digits) return null;
  return Number(whole + minor.padEnd(digits, '0'));
}

/** An amount as `parseAmount` reads it, such as `12.50`. */
export function formatAmount(cents: Cents, digits: number): string {
  return (cents / 10 ** digits).toFixed(digits);
}
