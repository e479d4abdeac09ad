import { BASE_LANGUAGE, type Language } from '../shared/languages.ts';
import type { Translation, Translations } from '../shared/product-schema.ts';

/** The translation of a product for a viewer's language. */
export function translationFor(language: Language, translations: Translations): Translation | null {
  if (language === BASE_LANGUAGE) return null;
  return translations[language] ?? { alts: {}, options: {} };
}

/** Texts in the viewer's language; `untranslatedFields` names those in the base language. */
export type Localized<Name extends string> = Record<Name, string> & { untranslatedFields: Name[] };

/**
 * Takes each text from its translation, or else as it is written.
 * @param translated null where there is nothing to translate
 */
export function localize<Name extends string>(
  written: Record<Name, string>,
  translated: Partial<Record<NoInfer<Name>, string>> | null,
): Localized<Name> {
  const texts: Record<Name, string> = { ...written };
  const untranslatedFields: Name[] = [];
  if (translated) {
    for (const name of Object.keys(written) as Name[]) {
      const translation = translated[name];
      if (translation) texts[name] = translation;
      else untranslatedFields.push(name);
    }
  }
  return { ...texts, untranslatedFields };
}
