'use client';

import { useServerTimeSelector } from '#app/lib/clock/use-server-now.ts';
import type { OrderView } from '#app/lib/order/order-view.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** How long a warning stands, so that who comes by later does not read a time that has passed. */
const WARNING_DURATION_MS = 10_000;
const WARN_AT_MS = [60_000, 300_000];

/** Says aloud, once each, that the time to pay runs out; the ticking clock itself stays silent. */
export function TimeWarnings({ order }: { order: OrderView }) {
  const { t } = useI18n();
  const payBy = Date.parse(order.payBy);
  const windowMs = payBy - Date.parse(order.placedAt);
  const due = useServerTimeSelector(order.now, (nowMs) => {
    const left = payBy - nowMs;
    return (
      WARN_AT_MS.find((ms) => windowMs > ms && left <= ms && left > ms - WARNING_DURATION_MS) ?? 0
    );
  });
  return (
    <p role="status" className="sr-only">
      {due === 60_000 && t('order.oneMinuteLeft')}
      {due === 300_000 && t('order.fiveMinutesLeft')}
    </p>
  );
}
