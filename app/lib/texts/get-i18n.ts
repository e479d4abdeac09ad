import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { createFormat } from '../format/create-format.ts';
import { en } from './en/en.ts';
import { chooseLanguage, LANGUAGE_COOKIE, TIME_ZONE_COOKIE } from './languages.ts';
import { createTranslate } from './translate.ts';
import { zh } from './zh/zh.ts';

const dictionaries = { en, zh };

/** Texts and formats for the current request; server components only. */
export const getI18n = cache(async () => {
  const [cookieJar, requestHeaders] = await Promise.all([cookies(), headers()]);
  const { language, locale } = chooseLanguage(
    cookieJar.get(LANGUAGE_COOKIE)?.value,
    requestHeaders.get('accept-language'),
  );
  const timeZone = knownTimeZone(cookieJar.get(TIME_ZONE_COOKIE)?.value);
  const messages = dictionaries[language];
  return {
    language,
    locale,
    timeZone,
    messages,
    t: createTranslate(messages, locale),
    format: createFormat(locale, timeZone),
  };
});

function knownTimeZone(value: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    // Cookies are untrusted input.
    return 'UTC';
  }
}
