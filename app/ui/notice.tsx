import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { Tone } from './badge.tsx';

const toneClasses: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink',
  accent: 'bg-accent-soft text-accent-ink',
  good: 'bg-good-soft text-good-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
};

const icons = {
  neutral: Info,
  accent: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
};

/** A message with an icon. Give it a role when it appears dynamically. */
export function Notice({
  tone = 'neutral',
  title,
  className,
  children,
  ...rest
}: { tone?: Tone; title?: React.ReactNode } & Omit<React.ComponentProps<'div'>, 'title'>) {
  const Icon = icons[tone];
  return (
    <div {...rest} className={clsx('flex gap-3 rounded-control p-4', toneClasses[tone], className)}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  );
}
