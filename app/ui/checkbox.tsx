import { clsx } from 'clsx';

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
