import type { Language } from '#server/shared/languages.ts';

export type { Language };

/** The shop's languages with their `lang` attribute and own name. */
export const languages = {
  en: { htmlLang: 'en', script: 'Latn', ownName: 'English' },
  zh: { htmlLang: 'zh-CN', script: 'Hans', ownName: '简体中文' },
} as const satisfies Record<Language, { htmlLang: string; script: string; ownName: string }>;

export const LANGUAGE_COOKIE = 'language';
export const TIME_ZONE_COOKIE = 'time-zone';

function isLanguage(value: string | undefined): value is Language {
  return value !== undefined && Object.hasOwn(languages, value);
}

/**
 * Chooses language and locale.
 *
 * @param chosen the language cookie
 * @param acceptLanguage the header
 * @returns the language, and the visitor's regional locale if the header has one (en-GB)
 */
export function chooseLanguage(
  chosen: string | undefined,
  acceptLanguage: string | null,
): { language: Language; locale: string } {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => part.split(';')[0]?.trim() ?? '')
    .filter((tag) => isLocale(tag));
  const preferred = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  const language = isLanguage(chosen) ? chosen : (preferred ?? 'en');
  const locale = wanted.find((tag) => tag.toLowerCase().startsWith(language));
  return {
    language,
    locale: locale ? withSupportedScript(locale, language) : languages[language].htmlLang,
  };
}

/** The visitor's region with the script of our texts, such as zh-Hans-TW. */
function withSupportedScript(tag: string, language: Language): string {
  const { script } = languages[language];
  const locale = new Intl.Locale(tag);
  return locale.maximize().script === script ? tag : new Intl.Locale(locale, { script }).toString();
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
