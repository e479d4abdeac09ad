'use client';

import { Fragment } from 'react';
import { translateOption, baseLangAttribute } from '../lib/texts/product-language.ts';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

/** One name or value of an option, in the page's language if it is translated. */
export function OptionText(props: { texts: Record<string, string> | null; written: string }) {
  const { text, lang } = translateOption(props.texts, props.written);
  return lang ? <span lang={lang}>{text}</span> : text;
}

/** `Red · M`: what makes a SKU differ from its siblings. */
export function SelectedOptions(props: {
  sku: { options: Record<string, string>; optionTexts: Record<string, string> | null };
}) {
  const { options, optionTexts } = props.sku;
  return Object.values(options).map((written, index) => (
    <Fragment key={written}>
      {index > 0 && ' · '}
      <OptionText texts={optionTexts} written={written} />
    </Fragment>
  ));
}

/** A text about goods that is the same in all languages, such as the name that an order keeps. */
export function BaseLanguageText({ children }: { children: React.ReactNode }) {
  const { language } = useI18n();
  const lang = baseLangAttribute(language);
  return lang ? <span lang={lang}>{children}</span> : children;
}
