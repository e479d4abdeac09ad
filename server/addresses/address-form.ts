import type { AddressField, AddressForm } from '../shared/address-schema.ts';
import { BASE_LANGUAGE, type Language } from '../shared/languages.ts';
import { findCountryData, type CountryData } from './address-data.ts';

/** Where the format of the metadata has what; names and companies are asked for elsewhere. */
const FIELDS: Record<string, AddressField[][]> = {
  A: [['line1'], ['line2']],
  C: [['city']],
  D: [['district']],
  S: [['region']],
  Z: [['postalCode']],
};

// By Google's documentation of its metadata.
const DEFAULT_FORMAT = '%A%n%C';
const DEFAULT_REQUIRED = 'AC';

/** Where carriers call the recipient before they deliver, or the customs declaration asks for a number. */
const PHONE_COUNTRIES = new Set(
  'AE BH BR CN HK ID IN JO JP KR KW LB MO MY OM PH PK QA RU SA SG TH TR TW UA VN'.split(' '),
);

const forms = new Map<string, AddressForm>();

/**
 * How addresses of a country are written, for a form in a language; null for an unknown country.
 * @param country ISO 3166-1 alpha-2
 */
export function findAddressForm(
  country: string,
  language: Language = BASE_LANGUAGE,
): AddressForm | null {
  const key = `${country} ${language}`;
  const known = forms.get(key);
  if (known) return known;
  const data = findCountryData(country);
  if (!data) return null;
  const form = toForm(data, language);
  forms.set(key, form);
  return form;
}

function toForm(data: CountryData, language: Language): AddressForm {
  const isLocal = language === 'zh' && /^(zh|ja)/.test(data.lang ?? '');
  const format = (isLocal ? data.fmt : (data.lfmt ?? data.fmt)) ?? DEFAULT_FORMAT;
  const lines = format.split('%n').map((line) => [...line.matchAll(/%([A-Z])/g)]);
  const rows = lines.flatMap((line) => {
    const parts = line.map(([, letter]) => FIELDS[letter!] ?? []);
    // The lines of a street stand alone.
    return parts.some((part) => part.length > 1) ? parts.flat() : [parts.flat(2)];
  });
  return {
    country: data.key,
    rows: rows.filter((row) => row.length > 0),
    required: (data.require ?? DEFAULT_REQUIRED)
      .split('')
      .flatMap((letter) => FIELDS[letter]?.[0] ?? []),
    phoneRequired: PHONE_COUNTRIES.has(data.key),
    // Andorra has regions that its addresses leave out.
    regions: (format.includes('%S') ? (data.sub_regions ?? []) : [])
      .map(({ key, name }) => ({
        code: key,
        name: isLocal ? name.default : latinName({ key, name }),
      }))
      .sort((a, b) => a.name.localeCompare(b.name, language)),
    postalCode: data.zip
      ? {
          pattern: data.zip,
          prefix: data.postprefix?.trim() ?? '',
          example: data.zipex?.split(',')[0] ?? '',
        }
      : null,
    kinds: {
      region: data.state_name_type ?? 'province',
      postalCode: data.zip_name_type ?? 'postal',
      city: data.locality_name_type ?? 'city',
      district: data.sublocality_name_type ?? 'suburb',
    },
  };
}

/** The name of a region in Latin script; Hong Kong's have theirs as code. */
export function latinName({ key, name }: NonNullable<CountryData['sub_regions']>[number]): string {
  return name.latin ?? (/\p{Script=Han}/u.test(name.default) ? key : name.default);
}
