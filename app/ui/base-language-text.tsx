'use client';

import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { baseLangAttribute } from '../lib/texts/product-language.ts';

/** A text about goods that is the same in all languages, such as the name that an order keeps. */
export function BaseLanguageText({ children }: { children: React.ReactNode }) {
  const { language } = useI18n();
  const lang = baseLangAttribute(language);
  return lang ? <span lang={lang}>{children}</span> : children;
}
