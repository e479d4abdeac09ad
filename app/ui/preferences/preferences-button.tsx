'use client';

import { Settings2 } from 'lucide-react';
import { buttonClass } from '../button.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** The button of the menu for language and theme. */
export function PreferencesButton(props: React.ComponentProps<'button'>) {
  const { t } = useI18n();
  return (
    <button
      type="button"
      aria-label={t('ui.preferences')}
      aria-haspopup="menu"
      {...props}
      className={buttonClass({ variant: 'quiet', size: 'icon' })}
    >
      <Settings2 aria-hidden className="size-5" />
    </button>
  );
}
