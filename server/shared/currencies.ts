/*
 * The currencies that a shop can sell in. A fixed table, since `Intl` answers differently in Node, in
 * browsers and from one version to the next. Codes and limits: docs.stripe.com/currencies; digits: ISO 4217,
 * but none where the payment service takes no fraction.
 */

export interface Currency {
  /** Minor digits of our amounts. */
  digits: number;
  /** What amounts must be a multiple of: the service takes no third decimal. */
  step: number;
  /** Bounds of one payment. */
  minCents: number;
  maxCents: number;
}

const WITHOUT_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(
  ' ',
);
const WITH_THREE_DIGITS = 'BHD JOD KWD OMR TND'.split(' ');
const WITH_TWO_DIGITS = (
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY ' +
  'COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD ' +
  'KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
  'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP ' +
  'TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW'
).split(' ');

/** Smallest payments in major units; the service names none for the other currencies. */
const MIN_AMOUNTS = parseAmounts(`
  AED 2, ARS 0.5, AUD 0.5, BRL 0.5, CAD 0.5, CHF 0.5, COP 0.5, CZK 15, DKK 2.5, EUR 0.5, GBP 0.3, HKD 4,
  HUF 175, IDR 0.5, ILS 0.5, INR 0.5, JPY 50, KRW 50, MXN 10, MYR 2, NOK 3, NZD 0.5, PHP 0.5, PLN 2, RON 2,
  RUB 0.5, SEK 3, SGD 0.5, THB 10, USD 0.5, ZAR 0.5`);

/** Eight digits is what every payment method takes, with three exceptions. */
const MAX_DIGITS: Record<string, number> = { COP: 10, IDR: 12, INR: 9 };
const SERVICE_DIGITS_MAX = 8;

const currencies = new Map<string, Currency>([
  ...WITHOUT_DIGITS.map((code) => [code, describe(code, 0)] as const),
  ...WITH_TWO_DIGITS.map((code) => [code, describe(code, 2)] as const),
  ...WITH_THREE_DIGITS.map((code) => [code, describe(code, 3)] as const),
]);

export const CURRENCY_CODES: readonly string[] = [...currencies.keys()].sort();

export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/**
 * @param code ISO 4217; of an unknown one, which can only come from the payment service, two digits are
 *   assumed, so that its amounts stay as they are
 */
export function currencyOf(code: string): Currency {
  return currencies.get(code) ?? describe(code, 2);
}

/**
 * How many of the service's minor units are one of ours. It counts krónur and Ugandan shillings in hundredths
 * that are always 00 (docs.stripe.com/currencies, special cases).
 */
export function serviceUnits(code: string): number {
  return code === 'ISK' || code === 'UGX' ? 100 : 1;
}

function describe(code: string, digits: number): Currency {
  const maxDigits = MAX_DIGITS[code] ?? SERVICE_DIGITS_MAX;
  const step = digits === 3 ? 10 : 1;
  const max = Math.floor((10 ** maxDigits - 1) / serviceUnits(code));
  return {
    digits,
    step,
    minCents: Math.round((MIN_AMOUNTS.get(code) ?? 0) * 10 ** digits) || step,
    maxCents: max - (max % step),
  };
}

function parseAmounts(text: string): Map<string, number> {
  const pairs = text.split(',').map((pair) => pair.trim().split(' '));
  return new Map(pairs.map(([code = '', amount]) => [code, Number(amount)]));
}
