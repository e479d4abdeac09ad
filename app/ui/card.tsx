import { clsx } from 'clsx';

export function Card({ className, ...rest }: React.ComponentProps<'div'>) {
  return (
    <div
      {...rest}
      className={clsx('rounded-card border border-line bg-surface p-4 sm:p-6', className)}
    />
  );
}
