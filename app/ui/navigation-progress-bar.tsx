'use client';

import { clsx } from 'clsx';
import { useLinkStatus } from 'next/link';

/** A progress bar at the top of the window, for use inside a link. */
export function LinkProgressBar() {
  return <NavigationProgressBar pending={useLinkStatus().pending} />;
}

/** The bar for navigations without a link; hidden for quick ones. */
export function NavigationProgressBar({ pending }: { pending: boolean }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'pointer-events-none fixed inset-x-0 top-0 z-50 h-1 bg-accent transition-opacity',
        pending ? 'animate-shimmer opacity-100 delay-150' : 'opacity-0',
      )}
    />
  );
}
