'use client';

import { useServerNow } from '#app/clock/use-server-now.ts';
import type { OrderView } from '#app/order/order-view.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

/** Says aloud, once each, that the time to pay runs out; the ticking clock itself stays silent. */
export function TimeWarnings({ order }: { order: OrderView }) {
  const { t } = useTexts();
  const left = Date.parse(order.payBy) - useServerNow(order.now);
  const window = Date.parse(order.payBy) - Date.parse(order.placedAt);
  return (
    <p role="status" className="sr-only">
      {left <= 60_000 && window > 60_000 && t('order.oneMinuteLeft')}
      {left > 60_000 && left <= 300_000 && window > 300_000 && t('order.fiveMinutesLeft')}
    </p>
  );
}
