import type { Language } from '#server/shared/languages.ts';

export type { Language };

/** The languages of the shop: what a page declares itself to be, and how the language calls itself. */
export const languages = {
  en: { htmlLang: 'en', script: 'Latn', ownName: 'English' },
  zh: { htmlLang: 'zh-CN', script: 'Hans', ownName: '简体中文' },
} as const satisfies Record<Language, { htmlLang: string; script: string; ownName: string }>;

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
  return {
    language,
    locale: locale ? withSupportedScript(locale, language) : languages[language].htmlLang,
  };
}

/** The visitor's region with the script of our texts: dates for Taiwan, in simplified characters. */
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
