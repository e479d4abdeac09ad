/** The language in which products are written; texts without a translation are shown in it. */
export const BASE_LANGUAGE = 'en';

/** The languages into which products can be translated. */
export const TRANSLATED_LANGUAGES = ['zh'] as const;

/** The languages in which the shop can be read. */
export const LANGUAGES = [BASE_LANGUAGE, ...TRANSLATED_LANGUAGES] as const;

export type Language = (typeof LANGUAGES)[number];
