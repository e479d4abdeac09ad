import { expect, test } from 'vitest';
import { shippingAddressSchemaOf, type ShippingAddress } from '../shared/address-schema.ts';
import { COUNTRY_CODES } from '../shared/countries.ts';
import { LANGUAGES } from '../shared/languages.ts';
import { findAddressForm } from './address-form.ts';
import { formatAddress } from './format-address.ts';

const formOf = (country: string) => findAddressForm(country)!;

/** An address with all fields of a country, and with others that it does not have. */
function completeAddress(country: string): ShippingAddress {
  const { regions, postalCode } = formOf(country);
  return {
    name: 'Ada Shopper',
    phone: '+852 2345 6789',
    line1: '1 Loopback Lane',
    line2: 'Floor 7',
    district: 'District',
    city: 'Town',
    region: regions[0]?.code ?? 'Region',
    postalCode: postalCode?.example ?? '999077',
    country,
  };
}

function parse(address: ShippingAddress) {
  const result = shippingAddressSchemaOf(formOf(address.country)).safeParse(address);
  return result.success
    ? { address: result.data, refused: [] }
    : { address, refused: result.error.issues.map(({ path }) => path.join('.')) };
}

test.each(COUNTRY_CODES)(
  'an address in %s has the fields of the country and no other, and each is checked',
  (country) => {
    const form = formOf(country);
    const fields = form.rows.flat();
    const complete = completeAddress(country);
    const { address, refused } = parse(complete);
    expect(refused).toEqual([]);
    const kept = ['name', 'phone', 'country', ...fields];
    expect(Object.keys(address).toSorted()).toEqual(kept.toSorted());
    expect(formatAddress(address).join('\n')).toContain('1 Loopback Lane');

    for (const field of form.required) {
      expect(parse({ ...complete, [field]: '' }).refused).toContain(field);
    }
    const wrong = {
      ...(form.postalCode && { postalCode: 'NO CODE' }),
      ...(form.regions.length > 0 && { region: 'Elsewhere' }),
    };
    expect(parse({ ...complete, ...wrong }).refused.toSorted()).toEqual(
      Object.keys(wrong).toSorted(),
    );
    for (const language of LANGUAGES) {
      const rows = findAddressForm(country, language)!.rows.flat();
      expect(rows.toSorted()).toEqual(fields.toSorted());
      expect(new Set(rows).size).toBe(rows.length);
    }
  },
);

test.each([
  ['HK', 'a state and no postal code', ['line1', 'region'], false],
  ['US', 'a state and a ZIP code', ['city', 'line1', 'postalCode', 'region'], true],
  ['GB', 'no state', ['city', 'line1', 'postalCode'], true],
  ['AE', 'an emirate and no city', ['line1', 'region'], false],
  ['IE', 'a county that may be left out', ['city', 'line1'], true],
])('%s has %s', (country, _, required, hasPostalCode) => {
  const form = formOf(country);
  expect(form.required.toSorted()).toEqual(required);
  expect(form.rows.flat().includes('postalCode')).toBe(hasPostalCode);
});

test.each([
  ['CH', 'CH-3011', '3011'],
  ['LU', 'l-1009', '1009'],
  ['GB', ' sw1a 1aa ', 'SW1A 1AA'],
  ['US', '６２７０１', '62701'],
  ['US', '62701-1234', '62701-1234'],
  ['CA', 'k1a0b1', 'K1A0B1'],
])('a postal code in %s typed as "%s" is kept as %s', (country, typed, kept) => {
  const { address } = parse({ ...completeAddress(country), postalCode: typed });
  expect(address.postalCode).toBe(kept);
});

test.each([
  ['HK', ''],
  ['HK', '12345'],
  ['HK', 'call me'],
  ['HK', '1'.repeat(16)],
  ['DE', 'no'],
])('in %s the phone number "%s" is refused', (country, phone) => {
  expect(parse({ ...completeAddress(country), phone }).refused).toContain('phone');
});

test('a phone number is optional where carriers do without', () => {
  const { phone: _, ...address } = completeAddress('DE');
  expect(parse(address).refused).toEqual([]);
  expect(parse({ ...address, phone: '' }).refused).toEqual([]);
});

const place = { name: 'Ada', line1: '1 Main St', city: 'Springfield', postalCode: '62701' };

test.each<[string, ShippingAddress, string[]]>([
  [
    'a state by its code',
    { ...place, region: 'IL', country: 'US' },
    ['Ada', '1 Main St', 'Springfield, IL 62701'],
  ],
  [
    'no state, as older orders have',
    { ...place, country: 'US' },
    ['Ada', '1 Main St', 'Springfield 62701'],
  ],
  [
    'the code before the town',
    { ...place, line2: 'Floor 7', country: 'DE' },
    ['Ada', '1 Main St', 'Floor 7', '62701 Springfield'],
  ],
  [
    'the country’s sign',
    { ...place, postalCode: '3011', country: 'CH' },
    ['Ada', '1 Main St', 'CH-3011 Springfield'],
  ],
  [
    'an emirate by its name',
    { name: 'Ada', line1: '1 Main St', region: 'DU', country: 'AE' },
    ['Ada', '1 Main St', 'Dubai'],
  ],
  [
    'Latin script',
    { name: 'Ada', line1: '1 Nathan Rd', city: 'Mong Kok', region: 'Kowloon', country: 'HK' },
    ['Ada', '1 Nathan Rd', 'Mong Kok', 'Kowloon'],
  ],
  [
    'Chinese script',
    { name: '陳小姐', line1: '彌敦道1號', city: '旺角', region: 'Kowloon', country: 'HK' },
    ['九龍', '旺角', '彌敦道1號', '陳小姐'],
  ],
  [
    'Japanese script',
    { name: '山田', line1: '千代田1-1', region: '13', postalCode: '100-0001', country: 'JP' },
    ['〒100-0001', '東京都', '千代田1-1', '山田'],
  ],
  [
    'a country that nobody knows any more',
    { ...place, country: 'YU' },
    ['Ada', '1 Main St', 'Springfield'],
  ],
  [
    'nothing, once it is erased',
    { name: '', line1: '', city: '', postalCode: '', country: 'DE' },
    [],
  ],
])('an address is written with %s', (_, address, lines) => {
  expect(formatAddress(address)).toEqual(lines);
});
