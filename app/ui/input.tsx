import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';

/** Shared by inputs, text areas and selects. */
const controlClass = clsx(
  'w-full rounded-control border border-line-strong bg-surface px-3 text-base text-ink',
  'placeholder:text-ink-soft hover:border-ink-soft',
  'aria-invalid:border-bad aria-invalid:bg-bad-soft/40',
  'disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-soft',
);

export function Input({ className, ...rest }: React.ComponentProps<'input'>) {
  return <input {...rest} className={clsx(controlClass, 'h-11', className)} />;
}

export function TextArea({ className, ...rest }: React.ComponentProps<'textarea'>) {
  return <textarea rows={3} {...rest} className={clsx(controlClass, 'py-2', className)} />;
}

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

/** A checkbox or radio button with its label. */
export function Checkbox({
  label,
  type = 'checkbox',
  className,
  ...rest
}: { label: React.ReactNode; type?: 'checkbox' | 'radio' } & Omit<
  React.ComponentProps<'input'>,
  'type'
>) {
  return (
    <label className={clsx('flex min-h-9 items-center gap-2.5', className)}>
      <input {...rest} type={type} className="size-5 shrink-0 accent-accent" />
      {label}
    </label>
  );
}
