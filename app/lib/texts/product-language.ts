import { BASE_LANGUAGE } from '#server/shared/languages.ts';
import { languages } from './languages.ts';
import type { Language } from './languages.ts';

/** The `lang` of untranslated product text; undefined when the page has the same language. */
export function baseLangAttribute(pageLanguage: Language): string | undefined {
  return pageLanguage === BASE_LANGUAGE ? undefined : languages[BASE_LANGUAGE].htmlLang;
}

/** The `lang` of a product text in a response; undefined when it is in the page's language. */
export function langAttribute<Name extends string>(
  texts: { untranslatedFields: readonly Name[] },
  name: NoInfer<Name>,
): string | undefined {
  return texts.untranslatedFields.includes(name) ? languages[BASE_LANGUAGE].htmlLang : undefined;
}

/**
 * Translates an option name or value.
 *
 * @param texts translations; null when the page is in the base language
 */
export function translateOption(
  texts: Record<string, string> | null,
  value: string,
): { text: string; lang: string | undefined } {
  const text = texts && Object.hasOwn(texts, value) ? texts[value] : undefined;
  if (text !== undefined) return { text, lang: undefined };
  // A size such as 42 has no language.
  const isForeign = texts !== null && /\p{L}/u.test(value);
  return { text: value, lang: isForeign ? languages[BASE_LANGUAGE].htmlLang : undefined };
}

/** The names that an order line keeps. */
export interface OrderLineNames {
  /** In the base language. */
  name: string;
  /** In the order's language, where that is another name. */
  nameRead: string | null;
}

/** The name on an order line in a language, where it is one of the two, and the language that it is in. */
export function orderLineName(
  { name, nameRead }: OrderLineNames,
  orderLanguage: Language,
  wanted: Language,
): { name: string; language: Language } {
  return nameRead !== null && wanted === orderLanguage
    ? { name: nameRead, language: orderLanguage }
    : { name, language: BASE_LANGUAGE };
}
