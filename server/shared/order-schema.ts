import { z } from 'zod';
import { shippingAddressSchemaOf, type AddressForm } from './address-schema.ts';
import { languageSchema } from './language-schema.ts';
import { LINES_MAX, QUANTITY_MAX } from './limits.ts';
import { opaqueText } from './text-schemas.ts';

export const emailSchema = z
  .string()
  .trim()
  .pipe(z.email('Enter an e-mail address, such as name@example.com').max(254));

/** A UUIDv7, which the buyer's browser makes: sent twice it is the same order. */
export const orderIdSchema = z.uuidv7('The order id must be a UUIDv7').toLowerCase();

export const skuIdSchema = z.guid('A SKU id must be a UUID').toLowerCase();

/**
 * Input of `orders.place`, used by the router and the checkout form, for an address in any country. Lines
 * of the same SKU are merged.
 */
export const placeOrderInputSchema = z.object({
  orderId: orderIdSchema,
  lines: z
    .array(
      z.object({
        skuId: skuIdSchema,
        quantity: z
          .int('The quantity must be a whole number')
          .min(1, 'The quantity must be at least 1')
          .max(QUANTITY_MAX, `At most ${QUANTITY_MAX} of one item can be ordered at once`),
      }),
    )
    .min(1, 'The cart is empty')
    .max(LINES_MAX, `At most ${LINES_MAX} different items can be ordered at once`),
  email: emailSchema,
  shippingAddress: shippingAddressSchemaOf(),
  /** In which the buyer reads the shop. */
  language: languageSchema,
  /** The solution of a challenge that an earlier answer to this order contained. */
  proofOfWork: opaqueText.max(2000).optional(),
  expectedTotalCents: z.int().min(1, 'The total must be a positive number of minor units'),
});

/** `placeOrderInputSchema` for an address in one country. */
export function placeOrderSchemaOf(form: AddressForm) {
  return placeOrderInputSchema.extend({ shippingAddress: shippingAddressSchemaOf(form) });
}

export type PlaceOrderInput = z.output<typeof placeOrderInputSchema>;
