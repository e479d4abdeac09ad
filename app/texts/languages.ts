import type { Language } from '#server/catalog/languages.ts';

export type { Language };

/** The languages of the shop: what a page declares itself to be, and how the language calls itself. */
export const languages = {
  en: { htmlLang: 'en', ownName: 'English' },
  zh: { htmlLang: 'zh-CN', ownName: '简体中文' },
} as const satisfies Record<Language, { htmlLang: string; ownName: string }>;

export const languageCookie = 'language';
export const timeZoneCookie = 'time-zone';

function isLanguage(value: string | undefined): value is Language {
  return value !== undefined && Object.hasOwn(languages, value);
}

/**
 * Chooses the language of the texts and the locale of numbers and dates.
 *
 * @param chosen what the visitor picked earlier, if anything
 * @param acceptLanguage the header of the same name
 * @returns the language, and the visitor's own region of it where the browser names one (en-GB)
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
  return { language, locale: locale ?? languages[language].htmlLang };
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
