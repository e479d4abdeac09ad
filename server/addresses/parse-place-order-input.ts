import { placeOrderInputSchema, placeOrderSchemaOf } from '../shared/order-schema.ts';
import type { PlaceOrderInput } from '../shared/order-schema.ts';
import { findAddressForm } from './address-form.ts';

const schemas = new Map<string, ReturnType<typeof placeOrderSchemaOf>>();

/**
 * Parses the input of `orders.place` by the rules of the address's country.
 * @throws ZodError that names each field
 */
export function parsePlaceOrderInput(raw: unknown): PlaceOrderInput {
  return schemaOf(raw).parse(raw);
}

function schemaOf(raw: unknown) {
  const { shippingAddress } = (raw ?? {}) as { shippingAddress?: { country?: unknown } | null };
  const country = shippingAddress?.country;
  if (typeof country !== 'string') return placeOrderInputSchema;
  const known = schemas.get(country);
  if (known) return known;
  const form = findAddressForm(country);
  // It knows all countries, so it refuses this one.
  if (!form) return placeOrderInputSchema;
  const schema = placeOrderSchemaOf(form);
  schemas.set(country, schema);
  return schema;
}
