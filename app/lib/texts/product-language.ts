import { BASE_LANGUAGE } from '#server/shared/languages.ts';
import { languages } from './languages.ts';
import type { Language } from './languages.ts';

/**
 * The `lang` of a text that stays as goods are written, on a page in a language; none where both are
 * the same, so that a page is marked only where it changes its language.
 */
export function baseLangAttribute(pageLanguage: Language): string | undefined {
  return pageLanguage === BASE_LANGUAGE ? undefined : languages[BASE_LANGUAGE].htmlLang;
}

/** The `lang` of one of the texts that the shop has answered, where it differs from the page's. */
export function langAttribute<Name extends string>(
  texts: { inBase: readonly Name[] },
  name: NoInfer<Name>,
): string | undefined {
  return texts.inBase.includes(name) ? languages[BASE_LANGUAGE].htmlLang : undefined;
}

/**
 * A name or a value of an option as the page shows it.
 *
 * @param texts what the page's language calls them; null in the language they are written in
 */
export function translateOption(
  texts: Record<string, string> | null,
  written: string,
): { text: string; lang: string | undefined } {
  const text = texts && Object.hasOwn(texts, written) ? texts[written] : undefined;
  if (text !== undefined) return { text, lang: undefined };
  // A size such as 42 belongs to no language.
  const isForeign = texts !== null && /\p{L}/u.test(written);
  return { text: written, lang: isForeign ? languages[BASE_LANGUAGE].htmlLang : undefined };
}
