'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { trpc } from '#app/lib/api/trpc.ts';
import { PAYMENT_CHECK_INTERVAL_MS } from '#server/shared/limits.ts';

/** Unpaid twice is unpaid: the payment service knows before the shopper is back. */
const OPEN_ANSWERS_MAX = 2;
/** Without an answer it is asked less and less often, up to once in a minute. */
const INTERVALS_MAX = 12;

/**
 * Has the payment service asked about an order whose shopper came back from paying it.
 *
 * @param options.enabled while the order has an open payment
 * @param options.onChecked reads the order again
 * @returns whether it is still not known if the shopper has paid
 */
export function usePaymentCheck(
  input: { orderId: string; proof?: string },
  options: { enabled: boolean; onChecked: () => Promise<unknown> },
): boolean {
  const { mutateAsync } = trpc.orders.checkPayment.useMutation();
  const [isKnown, setKnown] = useState(false);
  const isChecking = options.enabled && !isKnown;

  const ask = useEffectEvent(async () => {
    const { answer } = await mutateAsync(input).catch(() => ({ answer: 'unanswered' as const }));
    await options.onChecked();
    return answer;
  });

  useEffect(() => {
    if (!isChecking) return;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    let openAnswers = 0;
    const check = async (asked: number) => {
      const answer = await ask();
      if (stopped) return;
      if (answer === 'open') openAnswers++;
      if (answer === 'decided' || openAnswers === OPEN_ANSWERS_MAX) return setKnown(true);
      const delayMs = Math.min(asked, INTERVALS_MAX) * PAYMENT_CHECK_INTERVAL_MS;
      timer = setTimeout(() => void check(asked + 1), delayMs);
    };
    void check(1);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [isChecking]);

  return isChecking;
}
