import { COUNTRY_CODES } from '#server/shared/countries.ts';

export interface Country {
  code: string;
  name: string;
}

/**
 * The name of a country.
 *
 * @param code ISO 3166-1 alpha-2
 */
export function countryName(locale: string, code: string): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
}

/** All countries with localized names, sorted by name. */
export function localizedCountries(locale: string): Country[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const byName = new Intl.Collator(locale);
  return COUNTRY_CODES.map((code) => ({ code, name: names.of(code) ?? code })).sort((a, b) =>
    byName.compare(a.name, b.name),
  );
}
