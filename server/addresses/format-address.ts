import { formatAddress as formatLines } from 'localized-address-format';
import type { ShippingAddress } from '../shared/address-schema.ts';
import { findCountryData } from './address-data.ts';
import { latinName } from './address-form.ts';

/** Where the code of a region stands in an address, instead of its name. */
const CODES_IN_ADDRESSES = new Set(['AU', 'BR', 'CA', 'IT', 'US']);

/** A letter of another script than the Latin one. */
const localLetter = /[^\P{L}\p{Script=Latin}]/u;

/**
 * The lines of an address as its country writes them, without phone and country, in the script in which the
 * street was entered. What is missing is left out.
 */
export function formatAddress(address: ShippingAddress): string[] {
  const { country, name, line1, line2 = '', district, city, postalCode } = address;
  return formatLines(
    {
      postalCountry: country,
      administrativeArea: regionText(address),
      ...(city && { locality: city }),
      ...(district && { dependentLocality: district }),
      ...(postalCode && { postalCode }),
      name,
      addressLines: [line1, line2].filter((line) => line !== ''),
    },
    isLocal(address) ? 'local' : 'latin',
  );
}

/** What stands in an address for its region; empty without one. */
export function regionText(address: ShippingAddress): string {
  const { country, region = '' } = address;
  if (CODES_IN_ADDRESSES.has(country)) return region;
  const found = findCountryData(country)?.sub_regions?.find(({ key }) => key === region);
  if (!found) return region;
  return isLocal(address) ? found.name.default : latinName(found);
}

function isLocal({ line1 }: ShippingAddress): boolean {
  return localLetter.test(line1);
}
