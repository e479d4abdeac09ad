'use client';

import { Settings2 } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useRouter } from 'next/navigation';
import { buttonClass } from '#app/components/ui/button.tsx';
import { Menu, MenuChoice, MenuSeparator } from '#app/components/ui/menu.tsx';
import { languageCookie, languages } from '#app/texts/languages.ts';
import type { Language } from '#app/texts/languages.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

const languageOptions = (Object.keys(languages) as Language[]).map((value) => ({
  value,
  label: languages[value].ownName,
  lang: languages[value].htmlLang,
}));

/** Lets a visitor choose language and theme; both are kept in the browser. */
export function PreferencesMenu() {
  const { t, language } = useTexts();
  const { theme, setTheme } = useTheme();
  const router = useRouter();

  function chooseLanguage(next: Language) {
    document.cookie = `${languageCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }

  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={t('ui.preferences')}
          className={buttonClass({ variant: 'quiet', size: 'icon' })}
        >
          <Settings2 aria-hidden className="size-5" />
        </button>
      }
    >
      <MenuChoice
        label={t('ui.language')}
        value={language}
        options={languageOptions}
        onChange={chooseLanguage}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('ui.theme')}
        value={theme}
        options={[
          { value: 'light', label: t('ui.themeLight') },
          { value: 'dark', label: t('ui.themeDark') },
          { value: 'system', label: t('ui.themeSystem') },
        ]}
        onChange={setTheme}
      />
    </Menu>
  );
}
