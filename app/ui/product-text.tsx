'use client';

import { Fragment } from 'react';
import { translateOption, baseLangAttribute } from '../lib/texts/product-language.ts';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

/** An option name or value, translated if possible. */
export function OptionText(props: { texts: Record<string, string> | null; value: string }) {
  const { text, lang } = translateOption(props.texts, props.value);
  return lang ? <span lang={lang}>{text}</span> : text;
}

/** `Red · M` */
export function SelectedOptions(props: {
  sku: { options: Record<string, string>; optionTranslations: Record<string, string> | null };
}) {
  const { options, optionTranslations } = props.sku;
  return Object.values(options).map((value, index) => (
    <Fragment key={value}>
      {index > 0 && ' · '}
      <OptionText texts={optionTranslations} value={value} />
    </Fragment>
  ));
}

/** Product text in the base language, such as the name on an order line. */
export function BaseLanguageText({ children }: { children: React.ReactNode }) {
  const { language } = useI18n();
  const lang = baseLangAttribute(language);
  return lang ? <span lang={lang}>{children}</span> : children;
}
