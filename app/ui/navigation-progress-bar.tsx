'use client';

import { clsx } from 'clsx';
import { useLinkStatus } from 'next/link';

/** Inside a link: a bar at the top of the window while the page behind the link is on its way. */
export function LinkProgressBar() {
  return <NavigationProgressBar pending={useLinkStatus().pending} />;
}

/** The bar itself, for navigations that no link starts. Quick ones never show it. */
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
