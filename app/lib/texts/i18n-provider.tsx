'use client';

import { createContext, use, useEffect, useMemo, useState } from 'react';
import { createFormat } from '../format/create-format.ts';
import type { Format } from '../format/create-format.ts';
import { createTranslate } from './translate.ts';
import { timeZoneCookie } from './languages.ts';
import type { Language } from './languages.ts';
import type { MessageTree } from './en/message-types.ts';
import type { Translate } from './translate.ts';

type I18n = { t: Translate; format: Format; language: Language };
type I18nContextValue = I18n & { messages: MessageTree };

const I18nContext = createContext<I18nContextValue | null>(null);

/** The texts and formats of the page. */
export function useI18n(): I18n {
  const texts = use(I18nContext);
  if (!texts) throw new Error('useTexts needs a TextsProvider above it.');
  return texts;
}

/**
 * Gives client components their texts in the language that the server chose.
 *
 * @param timeZone the zone the server rendered with; replaced by the browser's own once it runs
 */
export function I18nProvider(props: {
  language: Language;
  locale: string;
  timeZone: string;
  messages: MessageTree;
  children: React.ReactNode;
}) {
  const { language, locale, messages } = props;
  const [timeZone, setTimeZone] = useState(props.timeZone);

  useEffect(() => {
    const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setTimeZone(ownTimeZone);
    // The next page is then rendered in the right zone from the start.
    document.cookie = `${timeZoneCookie}=${ownTimeZone}; path=/; max-age=31536000; samesite=lax`;
  }, []);

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

/** Adds sections of texts that only a part of the site needs. */
export function AdditionalMessages(props: { messages: MessageTree; children: React.ReactNode }) {
  const outer = use(I18nContext);
  if (!outer) throw new Error('MoreTexts needs a TextsProvider above it.');
  const value = useMemo(() => {
    const messages = { ...outer.messages, ...props.messages };
    return { ...outer, messages, t: createTranslate(messages, outer.format.locale) };
  }, [outer, props.messages]);
  return <I18nContext value={value}>{props.children}</I18nContext>;
}
