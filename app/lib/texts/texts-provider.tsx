'use client';

import { createContext, startTransition, use, useEffect, useMemo, useState } from 'react';
import { createFormat } from '../format/create-format.ts';
import type { Format } from '../format/create-format.ts';
import { createTranslate } from './translate.ts';
import { timeZoneCookie } from './languages.ts';
import type { Language } from './languages.ts';
import type { MessageTree } from './en/message-types.ts';
import type { Translate } from './translate.ts';

type Texts = { t: Translate; format: Format; language: Language };
type Provided = Texts & { messages: MessageTree };

const TextsContext = createContext<Provided | null>(null);

/** The texts and formats of the page. */
export function useTexts(): Texts {
  const texts = use(TextsContext);
  if (!texts) throw new Error('useTexts needs a TextsProvider above it.');
  return texts;
}

/**
 * Gives client components their texts in the language that the server chose.
 *
 * @param timeZone the zone the server rendered with; replaced by the browser's own once it runs
 */
export function TextsProvider(props: {
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
    startTransition(() => setTimeZone(ownTimeZone));
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
  return <TextsContext value={value}>{props.children}</TextsContext>;
}

/** Adds sections of texts that only a part of the site needs. */
export function MoreTexts(props: { messages: MessageTree; children: React.ReactNode }) {
  const outer = use(TextsContext);
  if (!outer) throw new Error('MoreTexts needs a TextsProvider above it.');
  const value = useMemo(() => {
    const messages = { ...outer.messages, ...props.messages };
    return { ...outer, messages, t: createTranslate(messages, outer.format.locale) };
  }, [outer, props.messages]);
  return <TextsContext value={value}>{props.children}</TextsContext>;
}
