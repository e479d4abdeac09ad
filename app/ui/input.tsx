import { clsx } from 'clsx';

/** Shared by inputs, text areas and selects. */
export const controlClass = clsx(
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
