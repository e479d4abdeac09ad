'use client';

import { Skeleton } from '../../ui/skeleton.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** While the cart is being read and compared with the shop. */
export function CartLoading() {
  const { t } = useI18n();
  return (
    <div role="status" className="grid gap-8 lg:grid-cols-[1fr_22rem] lg:items-start">
      <span className="sr-only">{t('ui.loading')}</span>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
      </div>
      <Skeleton className="h-56 rounded-card!" />
    </div>
  );
}
