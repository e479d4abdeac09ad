'use client';

import { Anchor } from 'lucide-react';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** What sets this shop apart, told where it matters. */
export function StockLockNotice() {
  const { t } = useI18n();
  return (
    <aside className="flex gap-3 rounded-card bg-accent-soft p-4 text-accent-ink">
      <Anchor aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div>
        <p className="font-semibold">{t('product.holdTitle')}</p>
        <p className="mt-1 text-pretty">{t('product.holdText')}</p>
      </div>
    </aside>
  );
}
