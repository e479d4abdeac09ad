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
