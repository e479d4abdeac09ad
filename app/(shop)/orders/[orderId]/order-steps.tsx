'use client';

import { clsx } from 'clsx';
import { Check, Minus } from 'lucide-react';
import { Card } from '#app/ui/card.tsx';
import { isFullyRefunded } from '../order-stage.ts';
import type { OrderStage, OrderView } from '../order-stage.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

const payTexts = {
  'to-pay': 'order.next.payText',
  checking: 'order.next.payChecking',
  processing: 'order.next.payProcessing',
  'time-up': 'order.next.payChecking',
} as const;

interface Step {
  name: string;
  text?: string;
  state: 'done' | 'now' | 'later' | 'ended';
}

/** The steps of an order, done and to come. */
export function OrderSteps({ order, stage }: { order: OrderView; stage: OrderStage }) {
  const { t } = useI18n();
  const steps = useSteps(order, stage);
  return (
    <Card>
      <h2 className="mb-4 text-lg font-semibold">{t('order.nextTitle')}</h2>
      <ol className="flex flex-col">
        {steps.map((step, index) => (
          <li
            key={step.name}
            aria-current={step.state === 'now' ? 'step' : undefined}
            className="relative flex gap-3 pb-5 last:pb-0"
          >
            {index < steps.length - 1 && (
              <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px bg-line" />
            )}
            <StepMarker state={step.state} />
            <div className={clsx('pt-0.5', step.state === 'later' && 'text-ink-soft')}>
              <p className={clsx(step.state === 'now' && 'font-semibold')}>{step.name}</p>
              {step.text !== undefined && <p className="text-sm text-ink-soft">{step.text}</p>}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function useSteps(order: OrderView, stage: OrderStage): Step[] {
  const { t } = useI18n();
  const refunded = order.refunds.every(({ state }) => state === 'succeeded');
  if (stage === 'held') {
    const isUnderWay = order.held.every(({ refund }) => refund !== 'waiting');
    return [
      { name: t('order.next.pay'), text: t('order.next.payHeld'), state: 'ended' },
      { name: t('order.next.heldChecked'), state: isUnderWay ? 'done' : 'now' },
      { name: t('order.next.refunded'), state: isUnderWay ? 'now' : 'later' },
    ];
  }
  if (stage === 'cancelled') {
    const refund = order.refunds.length > 0;
    return [
      { name: t('order.next.cancelled'), state: 'ended' },
      { name: t('order.next.stockReleased'), state: 'done' },
      ...(refund
        ? [{ name: t('order.next.refunded'), state: refunded ? 'done' : 'now' } as const]
        : []),
    ];
  }
  const paid = stage === 'paid';
  if (paid && isFullyRefunded(order)) {
    return [
      { name: t('order.next.paid'), state: 'done' },
      { name: t('order.next.refunded'), state: refunded ? 'done' : 'now' },
    ];
  }
  return [
    { name: t('order.next.reserved'), text: t('order.next.reservedText'), state: 'done' },
    paid
      ? { name: t('order.next.paid'), state: 'done' }
      : { name: t('order.next.pay'), text: t(payTexts[stage]), state: 'now' },
    {
      name: t('order.next.pack'),
      ...(order.shippingAddress && {
        text: t('order.next.packText', { name: order.shippingAddress.name }),
      }),
      state: paid ? 'now' : 'later',
    },
  ];
}

function StepMarker({ state }: { state: Step['state'] }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'flex size-7 shrink-0 items-center justify-center rounded-full border-2',
        state === 'done' && 'border-accent bg-accent text-on-accent',
        state === 'now' && 'border-accent bg-surface',
        state === 'later' && 'border-line bg-surface',
        state === 'ended' && 'border-line-strong bg-sunken text-ink-soft',
      )}
    >
      {state === 'done' && <Check className="size-4" />}
      {state === 'ended' && <Minus className="size-4" />}
      {state === 'now' && <span className="size-2.5 rounded-full bg-accent" />}
    </span>
  );
}
