'use client';

import { Fragment } from 'react';
import {
  translateOption,
  baseLangAttribute,
  orderLineName,
} from '../lib/texts/product-language.ts';
import type { OrderLineNames } from '../lib/texts/product-language.ts';
import { languages, type Language } from '../lib/texts/languages.ts';
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

/** The name on an order line: as its buyer read it, for staff as in `orderLineName`. */
export function OrderLineName(props: {
  line: OrderLineNames;
  /** Of the order. */
  language: Language;
  forStaff?: boolean;
}) {
  const { line, language, forStaff = false } = props;
  const reader = useI18n().language;
  const shown = orderLineName(line, language, forStaff ? reader : language);
  if (shown.language === reader) return shown.name;
  return <span lang={languages[shown.language].htmlLang}>{shown.name}</span>;
}

/** Product text in the base language. */
export function BaseLanguageText({ children }: { children: React.ReactNode }) {
  const { language } = useI18n();
  const lang = baseLangAttribute(language);
  return lang ? <span lang={lang}>{children}</span> : children;
}
