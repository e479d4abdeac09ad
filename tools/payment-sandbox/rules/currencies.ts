import { requestRefused } from './stripe-error.ts';

/*
 * Stripe's own table (docs.stripe.com/currencies), independent of the shop's. Codes in lower case, amounts in
 * the smallest unit as the API counts it.
 */

const zeroDecimal = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
);
/** The last of their three decimals must be 0. */
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));
/** Two decimals that must be 00. */
const wholeOnly = new Set(['isk', 'ugx']);
const twoDecimal = new Set(
  `aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny
  cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes
  kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd
  pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd
  tzs uah usd uyu uzs wst xcd yer zar zmw`.split(/\s+/),
);

const minAmounts = new Map(
  `aed 200, ars 50, aud 50, brl 50, cad 50, chf 50, cop 50, czk 1500, dkk 250, eur 50, gbp 30, hkd 400,
  huf 17500, idr 50, ils 50, inr 50, jpy 50, krw 50, mxn 1000, myr 200, nok 300, nzd 50, php 50, pln 200,
  ron 200, rub 50, sek 300, sgd 50, thb 1000, usd 50, zar 50`
    .split(',')
    .map((pair) => pair.trim().split(' '))
    .map(([currency = '', amount]) => [currency, Number(amount)]),
);

/** Of payment methods other than cards, the lowest that Stripe names. */
const maxDigits: Record<string, number> = { cop: 10, idr: 12, inr: 9 };
const maxDigitsOfOthers = 8;

export function isKnownCurrency(currency: string): boolean {
  const groups = [zeroDecimal, twoDecimal, threeDecimal, wholeOnly];
  return groups.some((codes) => codes.has(currency));
}

export function decimalsOf(currency: string): number {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** @throws StripeError for digits that Stripe does not take in this currency */
export function assertDigits(amount: number, currency: string): void {
  const step = threeDecimal.has(currency) ? 10 : wholeOnly.has(currency) ? 100 : 1;
  if (amount % step === 0) return;
  throw requestRefused(
    `Invalid amount: in ${currency} an amount must be a multiple of ${step}; it is ${amount}.`,
    'parameter_invalid_integer',
  );
}

/** @throws StripeError for a total that Stripe does not take in this currency */
export function assertTotal(total: number, currency: string): void {
  assertDigits(total, currency);
  const min = minAmounts.get(currency) ?? 1;
  if (total < min) {
    throw requestRefused(
      `The Checkout Session's total amount due must add up to at least ${min} in the smallest unit of ${currency}; it is ${total}.`,
      'amount_too_small',
    );
  }
  const max = 10 ** (maxDigits[currency] ?? maxDigitsOfOthers) - 1;
  if (total > max) {
    throw requestRefused(
      `The Checkout Session's total amount due must be no more than ${max} in the smallest unit of ${currency}; it is ${total}.`,
      'amount_too_large',
    );
  }
}
