'use client';

import { CircleCheck, CircleX, Hourglass, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { OrderStage } from '../order-stage.ts';

const styles: Record<OrderStage, { icon: LucideIcon; className: string; spin?: boolean }> = {
  'to-pay': { icon: Hourglass, className: 'bg-warn-soft text-warn-ink' },
  held: { icon: TriangleAlert, className: 'bg-warn-soft text-warn-ink' },
  checking: { icon: LoaderCircle, className: 'bg-accent-soft text-accent-ink', spin: true },
  processing: { icon: LoaderCircle, className: 'bg-accent-soft text-accent-ink', spin: true },
  'time-up': { icon: LoaderCircle, className: 'bg-accent-soft text-accent-ink', spin: true },
  paid: { icon: CircleCheck, className: 'bg-good-soft text-good-ink' },
  cancelled: { icon: CircleX, className: 'bg-sunken text-ink-soft' },
};

/** What the stage of an order means. */
export function StageMessage(props: {
  stage: OrderStage;
  title: string;
  lines: string[];
  children?: React.ReactNode;
}) {
  const { icon: Icon, className, spin } = styles[props.stage];
  return (
    <div role="status" className="flex gap-4">
      <span
        className={`flex size-12 shrink-0 items-center justify-center rounded-full ${className}`}
      >
        <Icon aria-hidden className={spin ? 'size-6 animate-spin' : 'size-6'} />
      </span>
      <div className="flex flex-col gap-1">
        <h2 id="order-stage" tabIndex={-1} className="text-xl font-semibold">
          {props.title}
        </h2>
        {props.lines.map((line, index) => (
          // Two payments may read alike.
          <p key={`${index} ${line}`} className="text-pretty text-ink-soft">
            {line}
          </p>
        ))}
        {props.children}
      </div>
    </div>
  );
}
