'use client';

import { Suspense, lazy, useState } from 'react';
import { PreferencesButton } from './preferences-button.tsx';

const loadChoices = () => import('./preferences-choices.tsx');
const PreferencesChoices = lazy(loadChoices);

/**
 * Lets a visitor choose language and theme; both are kept in the browser. The menu is fetched when
 * somebody turns to its button, since most visitors never do.
 */
export function PreferencesMenu() {
  const [wanted, setWanted] = useState(false);
  if (wanted) {
    return (
      <Suspense fallback={<PreferencesButton aria-busy />}>
        <PreferencesChoices />
      </Suspense>
    );
  }
  return (
    <PreferencesButton
      aria-expanded={false}
      onPointerEnter={() => void loadChoices()}
      onFocus={() => void loadChoices()}
      onClick={() => setWanted(true)}
    />
  );
}
