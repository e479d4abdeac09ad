'use client';

import { useTexts } from '../lib/texts/texts-provider.tsx';
import { baseLang } from '../lib/texts/goods-language.ts';

/** A text about goods that is the same in all languages, such as the name that an order keeps. */
export function BaseText({ children }: { children: React.ReactNode }) {
  const { language } = useTexts();
  const lang = baseLang(language);
  return lang ? <span lang={lang}>{children}</span> : children;
}
