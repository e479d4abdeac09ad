'use client';

import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { useServerNow } from '../lib/clock/use-server-now.ts';

/**
 * Time left until a moment, by the server's clock.
 *
 * @param props.until ISO
 * @param props.now the server's time when it sent `until`
 * @param props.label accessible name
 */
export function Countdown(props: {
  until: string;
  now: string;
  label?: string;
  className?: string;
}) {
  const { format } = useI18n();
  const left = Date.parse(props.until) - useServerNow(props.now);
  return (
    <span
      role="timer"
      aria-live="off"
      aria-label={props.label}
      className={props.className ?? 'tabular-nums'}
    >
      {format.countdown(left)}
    </span>
  );
}
