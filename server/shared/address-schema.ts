import { z } from 'zod';
import { COUNTRY_CODES } from './countries.ts';
import { singleLineText } from './text-schemas.ts';

/** The fields of a delivery address that not every country has. */
export type AddressField = 'line1' | 'line2' | 'district' | 'city' | 'region' | 'postalCode';

/** What a country calls its regions, postal codes, cities and districts. */
export interface AddressKinds {
  region:
    | 'area'
    | 'county'
    | 'department'
    | 'district'
    | 'do_si'
    | 'emirate'
    | 'island'
    | 'oblast'
    | 'parish'
    | 'prefecture'
    | 'province'
    | 'region'
    | 'state';
  postalCode: 'eircode' | 'pin' | 'postal' | 'zip';
  city: 'city' | 'district' | 'post_town' | 'suburb';
  district: 'district' | 'neighborhood' | 'suburb' | 'townland' | 'village_township';
}

/** How addresses of one country are written. */
export interface AddressForm {
  country: string;
  /** The country's fields in its order; those of an inner list stand side by side. */
  rows: AddressField[][];
  required: AddressField[];
  /** Whether carriers there ask for the recipient's phone number. */
  phoneRequired: boolean;
  /** All regions of the country; empty where the region is typed, or there is none. */
  regions: { code: string; name: string }[];
  postalCode: {
    /** A regular expression for the whole code, in capitals. */
    pattern: string;
    /** The country's sign, which people write before the code, such as `CH-`; not kept. */
    prefix: string;
    example: string;
  } | null;
  kinds: AddressKinds;
}

export interface ShippingAddress {
  name: string;
  phone?: string | undefined;
  line1: string;
  line2?: string | undefined;
  district?: string | undefined;
  city?: string | undefined;
  /** A code of the country's regions, or its name in a country without a list of them. */
  region?: string | undefined;
  postalCode?: string | undefined;
  country: string;
}

export const countrySchema = z.enum(COUNTRY_CODES, 'Choose a country');

const MISSING: Record<AddressField, string> = {
  line1: 'Enter street and number',
  line2: 'Enter the second line of the address',
  district: 'Enter the district',
  city: 'Enter a town or city',
  region: 'Choose the state, province or region',
  postalCode: 'Enter a postal code',
};

const LENGTH_MAX: Record<AddressField, number> = {
  line1: 200,
  line2: 200,
  district: 100,
  city: 100,
  region: 100,
  postalCode: 20,
};

const text = (max: number, missing: string | null) =>
  missing === null ? singleLineText.max(max).optional() : singleLineText.min(1, missing).max(max);

/** At most fifteen digits, by ITU-T E.164. */
const phoneText = singleLineText
  .max(40)
  .normalize('NFKC')
  .regex(
    /^(?:\+?(?:[ ()./-]*\d){6,15}[ ()./-]*)?$/,
    'Enter a phone number, such as +852 2345 6789',
  );

/**
 * The schema of a delivery address. Fields that the country does not have are left out.
 *
 * @param form of the address's country; without it only what every country has is required
 */
export function shippingAddressSchemaOf(
  form?: AddressForm,
): z.ZodType<ShippingAddress, ShippingAddress> {
  const fields = form?.rows.flat() ?? (Object.keys(LENGTH_MAX) as AddressField[]);
  const required: readonly AddressField[] = form?.required ?? ['line1'];
  const shape = fields.map((field) => {
    const missing = required.includes(field) ? MISSING[field] : null;
    if (field === 'region' && form && form.regions.length > 0)
      return [field, regionSchema(form, missing)];
    if (field === 'postalCode') return [field, postalCodeSchema(form, missing)];
    return [field, text(LENGTH_MAX[field], missing)];
  });
  const schema = z.object({
    name: text(100, 'Enter the name of the person who receives it'),
    phone: form?.phoneRequired ? phoneText.min(1, 'Enter a phone number') : phoneText.optional(),
    ...Object.fromEntries(shape),
    country: countrySchema,
  });
  return schema as unknown as z.ZodType<ShippingAddress, ShippingAddress>;
}

function regionSchema({ regions }: AddressForm, missing: string | null) {
  const codes = regions.map(({ code }) => code);
  return missing === null
    ? z.enum(['', ...codes], MISSING.region).optional()
    : z.enum(codes, missing);
}

function postalCodeSchema(form: AddressForm | undefined, missing: string | null) {
  const code = singleLineText.normalize('NFKC').toUpperCase();
  const { pattern, prefix, example } = form?.postalCode ?? {
    pattern: '.*',
    prefix: '',
    example: '',
  };
  const known = code
    .overwrite((value) => (value.startsWith(prefix) ? value.slice(prefix.length).trim() : value))
    .max(LENGTH_MAX.postalCode)
    .regex(new RegExp(`^(?:${pattern})?$`), `Enter a postal code such as ${example}`);
  return missing === null ? known.optional() : known.min(1, missing);
}
