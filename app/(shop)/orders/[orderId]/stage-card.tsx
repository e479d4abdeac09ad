'use client';

import { CircleCheck, CircleX, Hourglass, LoaderCircle } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Card } from '#app/ui/card.tsx';
import type { OrderStage, OrderView } from '#app/lib/order/order-view.ts';
import type { OrderInput } from '#app/lib/order/use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { CancelledOrderActions } from './cancelled-order-actions.tsx';
import { PayPanel } from './pay-panel.tsx';
import { useStageText } from './use-stage-text.ts';

const stageStyles: Record<OrderStage, { icon: LucideIcon; className: string; spin?: boolean }> = {
  'to-pay': { icon: Hourglass, className: 'bg-warn-soft text-warn-ink' },
  processing: { icon: LoaderCircle, className: 'bg-accent-soft text-accent-ink', spin: true },
  'time-up': { icon: LoaderCircle, className: 'bg-accent-soft text-accent-ink', spin: true },
  paid: { icon: CircleCheck, className: 'bg-good-soft text-good-ink' },
  cancelled: { icon: CircleX, className: 'bg-sunken text-ink-soft' },
};

/** Where the order stands, in plain words, and what can be done about it. */
export function StageCard(props: {
  order: OrderView;
  stage: OrderStage;
  input: OrderInput;
  onChanged: () => Promise<unknown>;
}) {
  const { order, stage } = props;
  const { t } = useI18n();
  const { title, lines } = useStageText(order, stage);
  const { icon: Icon, className, spin } = stageStyles[stage];
  const { heading, watch } = useRestoreFocus();
  return (
    <Card {...watch} className="flex flex-col gap-5">
      <div role="status" className="flex gap-4">
        <span
          className={`flex size-12 shrink-0 items-center justify-center rounded-full ${className}`}
        >
          <Icon aria-hidden className={spin ? 'size-6 animate-spin' : 'size-6'} />
        </span>
        <div className="flex flex-col gap-1">
          <h2 ref={heading} tabIndex={-1} className="text-xl font-semibold">
            {title}
          </h2>
          {lines.map((line) => (
            <p key={line} className="text-pretty text-ink-soft">
              {line}
            </p>
          ))}
          {stage === 'to-pay' && order.payment?.declined && (
            <p className="font-medium text-bad">{t('order.payAgain')}</p>
          )}
        </div>
      </div>
      {stage === 'to-pay' && <PayPanel {...props} />}
      {stage === 'cancelled' && <CancelledOrderActions order={order} />}
    </Card>
  );
}

/**
 * When the stage changes, what could be done before goes away. If the focus was on it, also in its
 * dialog, it goes to the heading instead of getting lost.
 */
function useRestoreFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  const inside = useRef(false);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) {
      heading.current?.focus({ preventScroll: true });
    }
  });
  const watch = {
    onFocus: () => (inside.current = true),
    onBlur: () => (inside.current = false),
  };
  return { heading, watch };
}
