'use client';

import { clsx } from 'clsx';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

/** A placeholder of the size of the loading content. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx('block animate-shimmer rounded-control bg-sunken', className)}
    />
  );
}

/** Skeletons with an announcement for screen readers. */
export function LoadingStatus(props: { className?: string; children: React.ReactNode }) {
  const { t } = useI18n();
  return (
    <div role="status" className={props.className}>
      <span className="sr-only">{t('ui.loading')}</span>
      {props.children}
    </div>
  );
}
