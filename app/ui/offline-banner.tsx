'use client';

import { WifiOff } from 'lucide-react';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { useOnline } from '../lib/api/use-online.ts';

/** Shown while the browser is offline. */
export function OfflineBanner() {
  const { t } = useI18n();
  const online = useOnline();
  return (
    // Live regions must exist before their content to be announced.
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-3 bg-warn-soft px-4 py-3 text-warn-ink">
          <WifiOff aria-hidden className="size-5 shrink-0" />
          <span>
            <strong>{t('ui.offlineTitle')}</strong> {t('ui.offlineText')}
          </span>
        </p>
      )}
    </div>
  );
}
