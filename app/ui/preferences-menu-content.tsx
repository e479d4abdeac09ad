'use client';

import { useTheme } from 'next-themes';
import { useRouter } from 'next/navigation';
import { Menu, MenuRadioGroup, MenuSeparator } from './menu.tsx';
import { LANGUAGE_COOKIE, languages } from '../lib/texts/languages.ts';
import type { Language } from '../lib/texts/languages.ts';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

const languageOptions = (Object.keys(languages) as Language[]).map((value) => ({
  value,
  label: languages[value].ownName,
  lang: languages[value].htmlLang,
}));

/** The open menu. Lazy-loaded by `PreferencesMenu`. */
export default function PreferencesMenuContent({ trigger }: { trigger: React.ReactNode }) {
  const { t, language } = useI18n();
  const { theme, setTheme } = useTheme();
  const router = useRouter();

  function chooseLanguage(next: Language) {
    document.cookie = `${LANGUAGE_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`;
    router.refresh();
  }

  return (
    <Menu defaultOpen trigger={trigger}>
      <MenuRadioGroup
        label={t('ui.language')}
        value={language}
        options={languageOptions}
        onChange={chooseLanguage}
      />
      <MenuSeparator />
      <MenuRadioGroup
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
