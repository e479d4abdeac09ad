import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';

interface ButtonStyle {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'sm' | 'md' | 'lg' | 'icon';
}

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'bg-bad text-on-bad hover:bg-bad-strong',
};

const sizes = {
  sm: 'min-h-9 px-3 text-sm',
  md: 'min-h-11 px-4 text-base',
  lg: 'min-h-13 px-6 text-lg',
  icon: 'size-11 shrink-0',
};

/** Button classes, also for links. */
export function buttonClass({ variant = 'secondary', size = 'md' }: ButtonStyle = {}): string {
  return clsx(
    'inline-flex items-center justify-center gap-2 rounded-control font-medium leading-tight break-keep',
    'transition-colors duration-150 select-none',
    'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed',
    variants[variant],
    sizes[size],
  );
}

/**
 * A button.
 *
 * @param props.pending shows a spinner and ignores clicks, but keeps focus and name
 */
export function Button({
  variant,
  size,
  pending = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonStyle & { pending?: boolean } & React.ComponentProps<'button'>) {
  return (
    <button
      type="button"
      {...rest}
      className={clsx(buttonClass({ variant, size }), className)}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
    >
      {pending && <LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin" />}
      {children}
    </button>
  );
}
