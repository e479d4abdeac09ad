'use client';

import { useAtServerTime } from '#app/lib/clock/use-server-now.ts';
import type { OrderView } from '#app/lib/order/order-view.ts';
import { useTexts } from '#app/lib/texts/texts-provider.tsx';

/** How long a warning stands, so that who comes by later does not read a time that has passed. */
const standsMs = 10_000;
const warnAtMs = [60_000, 300_000];

/** Says aloud, once each, that the time to pay runs out; the ticking clock itself stays silent. */
export function TimeWarnings({ order }: { order: OrderView }) {
  const { t } = useTexts();
  const payBy = Date.parse(order.payBy);
  const windowMs = payBy - Date.parse(order.placedAt);
  const due = useAtServerTime(order.now, (nowMs) => {
    const left = payBy - nowMs;
    return warnAtMs.find((ms) => windowMs > ms && left <= ms && left > ms - standsMs) ?? 0;
  });
  return (
    <p role="status" className="sr-only">
      {due === 60_000 && t('order.oneMinuteLeft')}
      {due === 300_000 && t('order.fiveMinutesLeft')}
    </p>
  );
}
