'use client';

import { Settings2 } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { buttonClass } from './button.tsx';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

const loadMenuContent = () => import('./preferences-menu-content.tsx');
const PreferencesMenuContent = lazy(loadMenuContent);

/** Language and theme. The menu is loaded on hover or focus. */
export function PreferencesMenu() {
  const [wanted, setWanted] = useState(false);
  if (wanted) {
    return (
      <Suspense fallback={<PreferencesButton aria-busy />}>
        <PreferencesMenuContent trigger={<PreferencesButton />} />
      </Suspense>
    );
  }
  return (
    <PreferencesButton
      aria-expanded={false}
      onPointerEnter={() => void loadMenuContent()}
      onFocus={() => void loadMenuContent()}
      onClick={() => setWanted(true)}
    />
  );
}

function PreferencesButton(props: React.ComponentProps<'button'>) {
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
