'use client';

import { Skeleton } from '../../ui/skeleton.tsx';
import { useTexts } from '../../lib/texts/texts-provider.tsx';

/** While the orders are on their way. */
export function OrderListLoading() {
  const { t } = useTexts();
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{t('ui.loading')}</span>
      <Skeleton className="h-28 rounded-card!" />
      <Skeleton className="h-28 rounded-card!" />
    </div>
  );
}
