'use client';

import { createContext, use, useEffect, useMemo } from 'react';
import { createFormat } from '../format/create-format.ts';
import type { Format } from '../format/create-format.ts';
import { useClientValue } from '../use-client-value.ts';
import { createTranslate } from './translate.ts';
import { TIME_ZONE_COOKIE } from './languages.ts';
import type { Language } from './languages.ts';
import type { MessageTree } from './en/message-types.ts';
import type { Translate } from './translate.ts';

interface I18n {
  t: Translate;
  format: Format;
  language: Language;
}
type I18nContextValue = I18n & { messages: MessageTree };

const I18nContext = createContext<I18nContextValue | null>(null);

/** Texts and formats of the page. */
export function useI18n(): I18n {
  const texts = use(I18nContext);
  if (!texts) throw new Error('useI18n needs an I18nProvider above it.');
  return texts;
}

/**
 * Provides texts and formats to client components.
 *
 * @param timeZone the server's choice, replaced by the browser's after hydration
 */
export function I18nProvider(props: {
  language: Language;
  locale: string;
  timeZone: string;
  messages: MessageTree;
  children: React.ReactNode;
}) {
  const { language, locale, messages } = props;
  const timeZone = useClientValue(browserTimeZone, props.timeZone);

  const value = useMemo(
    () => ({
      language,
      messages,
      t: createTranslate(messages, locale),
      format: createFormat(locale, timeZone),
    }),
    [language, locale, messages, timeZone],
  );
  return <I18nContext value={value}>{props.children}</I18nContext>;
}

/** Lets the server render times in the browser's zone from now on. For pages that show times. */
export function useTimeZoneCookie(): void {
  useEffect(() => {
    document.cookie = `${TIME_ZONE_COOKIE}=${browserTimeZone()}; path=/; max-age=31536000; samesite=lax`;
  }, []);
}

const browserTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Adds messages for a part of the site. */
export function AdditionalMessages(props: { messages: MessageTree; children: React.ReactNode }) {
  const outer = use(I18nContext);
  if (!outer) throw new Error('AdditionalMessages needs an I18nProvider above it.');
  const value = useMemo(() => {
    const messages = { ...outer.messages, ...props.messages };
    return { ...outer, messages, t: createTranslate(messages, outer.format.locale) };
  }, [outer, props.messages]);
  return <I18nContext value={value}>{props.children}</I18nContext>;
}
