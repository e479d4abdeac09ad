import { clsx } from 'clsx';

/** A placeholder of the size of the loading content. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx('block animate-shimmer rounded-control bg-sunken', className)}
    />
  );
}
