import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';
import { controlClass } from './input.tsx';

/** A native select: best on phones, and browsers can autofill it. */
export function Select({ className, children, ...rest }: React.ComponentProps<'select'>) {
  return (
    <span className={clsx('relative block', className)}>
      <select {...rest} className={clsx(controlClass, 'h-11 appearance-none pr-10')}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-5 -translate-y-1/2 text-ink-soft"
      />
    </span>
  );
}
