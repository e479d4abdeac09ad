'use client';

import { Suspense, lazy, useState } from 'react';
import { PreferencesButton } from './preferences-button.tsx';

const loadMenuContent = () => import('./preferences-menu-content.tsx');
const PreferencesMenuContent = lazy(loadMenuContent);

/**
 * Lets a visitor choose language and theme; both are kept in the browser. The menu is fetched when
 * somebody turns to its button, since most visitors never do.
 */
export function PreferencesMenu() {
  const [wanted, setWanted] = useState(false);
  if (wanted) {
    return (
      <Suspense fallback={<PreferencesButton aria-busy />}>
        <PreferencesMenuContent />
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
