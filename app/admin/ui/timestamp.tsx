'use client';

import { useServerNow } from '../../lib/clock/use-server-now.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/**
 * A time, with its date unless it is today, and relative to now.
 *
 * @param props.now the server's time when it answered
 */
export function Timestamp(props: { at: string; now: string }) {
  const { format } = useI18n();
  const now = useServerNow(props.now);
  const today = format.date(props.at) === format.date(new Date(now).toISOString());
  return (
    <span className="block">
      <time dateTime={props.at} title={format.exactDateTime(props.at)} className="tabular-nums">
        {today ? format.time(props.at) : format.dateTime(props.at)}
      </time>
      <span className="block text-sm whitespace-nowrap text-ink-soft">
        {format.relative(props.at, now)}
      </span>
    </span>
  );
}
