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
  const wanted = parseAcceptLanguage(acceptLanguage ?? '');
  const preferred = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  const language = isLanguage(chosen) ? chosen : (preferred ?? 'en');
  const locale = wanted.find((tag) => tag.toLowerCase().startsWith(language));
  return {
    language,
    locale: locale ? withSupportedScript(locale, language) : languages[language].htmlLang,
  };
}

/** The tags of an Accept-Language header, most wanted first (RFC 9110, section 12.5.4). */
function parseAcceptLanguage(header: string): string[] {
  const weighted = header.split(',').map((part) => {
    const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return { tag, quality: Number(quality) || 0 };
  });
  return weighted
    .filter(({ tag, quality }) => quality > 0 && isLocale(tag))
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
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
