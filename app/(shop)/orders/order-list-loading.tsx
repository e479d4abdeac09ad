'use client';

import { Skeleton } from '../../ui/skeleton.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** While the orders are on their way. */
export function OrderListLoading() {
  const { t } = useI18n();
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{t('ui.loading')}</span>
      <Skeleton className="h-28 rounded-card!" />
      <Skeleton className="h-28 rounded-card!" />
    </div>
  );
}
