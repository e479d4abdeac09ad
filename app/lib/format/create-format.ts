import { currencyOf } from '#server/shared/currencies.ts';
import { lazy } from './lazy.ts';

export type Format = ReturnType<typeof createFormat>;

/**
 * Formats numbers, money and times.
 *
 * @param locale BCP 47, such as en-GB
 * @param timeZone IANA, such as Europe/Berlin
 */
export function createFormat(locale: string, timeZone: string) {
  const numbers = lazy(() => new Intl.NumberFormat(locale));
  const signedNumbers = lazy(() => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }));
  const compactNumbers = lazy(() => new Intl.NumberFormat(locale, { notation: 'compact' }));
  const times = (style: Intl.DateTimeFormatOptions) =>
    lazy(() => new Intl.DateTimeFormat(locale, { ...style, timeZone }));
  const dates = times({ dateStyle: 'medium' });
  const timesOfDay = times({ timeStyle: 'short' });
  const instants = times({ dateStyle: 'medium', timeStyle: 'short' });
  const exactInstants = times({ dateStyle: 'medium', timeStyle: 'medium' });
  const relative = lazy(
    () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
  );
  const lists = lazy(() => new Intl.ListFormat(locale, { type: 'conjunction', style: 'narrow' }));
  const currencies = new Map<string, Intl.NumberFormat>();

  return {
    locale,
    timeZone,
    number: (value: number) => numbers().format(value),
    /** +3, 0, −2 */
    signed: (value: number) => signedNumbers().format(value),
    /** 1.2K */
    compact: (value: number) => compactNumbers().format(value),
    /** @param cents minor units of the currency, so whole yen */
    money(cents: number, currency: string): string {
      let money = currencies.get(currency);
      if (!money) {
        const { digits } = currencyOf(currency);
        money = new Intl.NumberFormat(locale, {
          style: 'currency',
          currency,
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        });
        currencies.set(currency, money);
      }
      return money.format(cents / 10 ** currencyOf(currency).digits);
    },
    /** "Everyday Tee, Moss, M" */
    list: (parts: string[]) => lists().format(parts),
    date: (iso: string) => dates().format(new Date(iso)),
    time: (iso: string) => timesOfDay().format(new Date(iso)),
    dateTime: (iso: string) => instants().format(new Date(iso)),
    /** With seconds, for staff. */
    exactDateTime: (iso: string) => exactInstants().format(new Date(iso)),
    /** "5 min ago", "in 2 hr" */
    relative(iso: string, nowMs: number): string {
      const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
      const [unit, size] = unitFor(Math.abs(seconds));
      return relative().format(Math.trunc(seconds / size), unit);
    },
    /** 12:40, or 1:05:09 from an hour on; never below 0:00. */
    countdown: (ms: number) => clockText(Math.max(0, Math.ceil(ms / 1000))),
  };
}

function unitFor(seconds: number): [Intl.RelativeTimeFormatUnit, number] {
  if (seconds < 60) return ['second', 1];
  if (seconds < 3600) return ['minute', 60];
  if (seconds < 86_400) return ['hour', 3600];
  return ['day', 86_400];
}

function clockText(total: number): string {
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`;
}
