'use client';

import { Settings2 } from 'lucide-react';
import { buttonClass } from '../button.tsx';
import { useTexts } from '../../lib/texts/texts-provider.tsx';

/** The button of the menu for language and theme. */
export function PreferencesButton(props: React.ComponentProps<'button'>) {
  const { t } = useTexts();
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
