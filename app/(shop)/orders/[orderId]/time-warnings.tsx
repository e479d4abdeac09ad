'use client';

import { useServerNow } from '#app/clock/use-server-now.ts';
import type { OrderView } from '#app/order/order-view.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

/** How long a warning stands, so that who comes by later does not read a time that has passed. */
const standsMs = 10_000;

/** Says aloud, once each, that the time to pay runs out; the ticking clock itself stays silent. */
export function TimeWarnings({ order }: { order: OrderView }) {
  const { t } = useTexts();
  const left = Date.parse(order.payBy) - useServerNow(order.now);
  const window = Date.parse(order.payBy) - Date.parse(order.placedAt);
  const isNow = (ms: number) => window > ms && left <= ms && left > ms - standsMs;
  return (
    <p role="status" className="sr-only">
      {isNow(60_000) && t('order.oneMinuteLeft')}
      {isNow(300_000) && t('order.fiveMinutesLeft')}
    </p>
  );
}
