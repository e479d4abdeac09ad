/**
 * Reads an amount of money as people type it, with a comma or a point before the minor units.
 *
 * @param digits how many minor digits the currency has
 * @returns minor units; null when it is no amount
 */
export function parseAmount(text: string, digits: number): number | null {
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  const [, whole = '', minor = ''] = match ?? [];
  if (!match || minor.length > digits) return null;
  return Number(whole + minor.padEnd(digits, '0'));
}

/** How many minor digits a currency has: two for most, none for the yen. */
export function currencyFractionDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
