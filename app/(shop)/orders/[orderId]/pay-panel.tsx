'use client';

import { CreditCard } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Countdown } from '#app/ui/countdown.tsx';
import { Button } from '#app/ui/button.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { useRestoreFocus } from '#app/ui/use-restore-focus.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { errorText } from '#app/lib/api/error-text.ts';
import type { OrderView } from '../order-stage.ts';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { CancelOrder, findStageHeading } from './cancel-order.tsx';
import { useServerTimeSelector } from '#app/lib/clock/use-server-now.ts';

/** Time leftMs to pay, with the buttons to pay and to cancel. */
export function PayPanel(props: {
  order: OrderView;
  input: OrderInput;
  onChanged: () => Promise<unknown>;
}) {
  const { order, input, onChanged } = props;
  const i18n = useI18n();
  const { t, format } = i18n;
  const [redirecting, setRedirecting] = useState(false);
  const buttons = useRestoreFocus<HTMLDivElement>(findStageHeading);
  const requestPayment = trpc.orders.requestPayment.useMutation({
    onSuccess: ({ url }) => {
      setRedirecting(true);
      window.location.assign(url);
    },
    onError: () => void onChanged(),
  });

  useEffect(() => {
    // Going back from the payment page may restore this page from the browser's back/forward cache.
    const onPageShow = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      setRedirecting(false);
      void onChanged();
    };
    window.addEventListener('pageshow', onPageShow);
    return () => window.removeEventListener('pageshow', onPageShow);
  }, [onChanged]);

  return (
    <>
      <TimeWarnings order={order} />
      <div className="flex flex-wrap items-end justify-between gap-4 rounded-control bg-sunken p-4">
        <div>
          <p className="text-sm text-ink-soft">{t('order.timeLeft')}</p>
          <p className="text-4xl font-semibold">
            <Countdown until={order.payBy} now={order.now} label={t('order.timeLeft')} />
          </p>
          <p suppressHydrationWarning className="mt-1 text-sm text-ink-soft">
            {t('order.payUntil', { time: format.time(order.payBy) })}
          </p>
        </div>
        <p className="text-2xl font-semibold tabular-nums">
          {format.money(order.totalCents, order.currency)}
        </p>
      </div>
      {requestPayment.isError && (
        <Notice tone="bad" role="alert">
          <p>{errorText(i18n, requestPayment.error)}</p>
        </Notice>
      )}
      <div ref={buttons} className="flex flex-col gap-3 sm:flex-row">
        <Button
          variant="primary"
          size="lg"
          className="grow"
          pending={requestPayment.isPending || redirecting}
          onClick={() => requestPayment.mutate(input)}
        >
          <CreditCard aria-hidden className="size-5" />
          {t('order.payNow')}
        </Button>
        <CancelOrder input={input} onChanged={onChanged} />
      </div>
    </>
  );
}

/** A warning is removed after this time, since it becomes wrong. */
const WARNING_DURATION_MS = 10_000;
const WARN_AT_MS = [60_000, 300_000];

/** Announces 5 minutes and 1 minute leftMs to screen readers; the countdown itself is silent. */
function TimeWarnings({ order }: { order: OrderView }) {
  const { t } = useI18n();
  const payBy = Date.parse(order.payBy);
  const windowMs = payBy - Date.parse(order.placedAt);
  const warning = useServerTimeSelector(order.now, (nowMs) => {
    const leftMs = payBy - nowMs;
    return (
      WARN_AT_MS.find((ms) => windowMs > ms && leftMs <= ms && leftMs > ms - WARNING_DURATION_MS) ??
      0
    );
  });
  return (
    <p role="status" className="sr-only">
      {warning === 60_000 && t('order.oneMinuteLeft')}
      {warning === 300_000 && t('order.fiveMinutesLeft')}
    </p>
  );
}
