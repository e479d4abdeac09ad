import { clsx } from 'clsx';

/** A quiet stand-in of the size of what is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx('block animate-shimmer rounded-control bg-sunken', className)}
    />
  );
}
