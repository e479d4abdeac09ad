import { z } from 'zod';
import { currencyOf } from './currencies.ts';
import { TRANSLATED_LANGUAGES } from './languages.ts';
import { IMAGES_MAX, OPTIONS_MAX, PURCHASE_LIMIT_MAX, SKUS_MAX } from './limits.ts';
import { codeText, multilineText, opaqueText, singleLineText } from './text-schemas.ts';

/** Part of a product's address: small letters, digits, and hyphens between them. */
export const slugSchema = singleLineText
  .max(100, 'At most 100 characters')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits, and hyphens between them');

export const productNameSchema = singleLineText.min(1, 'Enter a name').max(120);
export const descriptionSchema = multilineText.max(4000);
export const categorySchema = singleLineText.min(1, 'Enter a category').max(60);

export const codeSchema = codeText.min(1, 'Enter a code').max(60, 'At most 60 characters');

/** PostgreSQL's integer ends at 2³¹ − 1. */
const PRICE_CENTS_MAX = 2_000_000_000;

const priceCentsSchema = z
  .int('Enter a price')
  .min(1, 'A price must be more than nothing')
  .max(PRICE_CENTS_MAX, 'This price is too high');

/** The highest price of one unit that the payment service can take. */
export function priceCentsMax(currency: string): number {
  return Math.min(PRICE_CENTS_MAX, currencyOf(currency).maxCents);
}

/** A price in minor units that the payment service can take. */
export function priceSchemaOf(currency: string) {
  return priceCentsSchema
    .max(priceCentsMax(currency), 'This price is more than the payment service can take')
    .multipleOf(currencyOf(currency).step, 'The last digit of a price in this currency must be 0');
}

/** Units of each SKU that one customer may buy. */
const purchaseLimitSchema = z
  .int('Enter a whole number')
  .min(1, 'A limit must be at least 1')
  .max(PURCHASE_LIMIT_MAX, 'This limit is too high');

/** As in a file, where 0 is no limit and an empty cell changes nothing. */
export const purchaseLimitCellSchema = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform((cell) => Number(cell) || null)
  .pipe(purchaseLimitSchema.nullable());

// In CSV a cell of options is `Colour=Red; Size=M`.
const optionText = singleLineText
  .min(1)
  .max(60)
  .regex(/^[^;=]+$/, 'An option must not contain ; or =');

export const optionsSchema = z
  .record(optionText, optionText)
  .refine(
    (options) => Object.keys(options).length <= OPTIONS_MAX,
    `At most ${OPTIONS_MAX} options`,
  );

/**
 * A picture of the shop, or of another site over https. It shows the variants with its `options`,
 * or all variants.
 */
export const imageSchema = z.object({
  src: singleLineText
    .max(500)
    .regex(/^(\/(?!\/)|https:\/\/)[^\s\\]+$/, 'Enter an address such as /products/lamp.svg'),
  alt: singleLineText.min(1, 'Say what the picture shows').max(200),
  options: optionsSchema.optional(),
});

export const imagesSchema = z.array(imageSchema).max(IMAGES_MAX);

export type ProductImage = z.output<typeof imageSchema>;

/**
 * Translations of a product, complete or not. Alt texts are keyed by picture address and options by
 * their text, so that reordering does not detach them.
 */
const translationSchema = z.object({
  name: productNameSchema.optional(),
  category: categorySchema.optional(),
  description: descriptionSchema.min(1).optional(),
  alts: z
    .record(imageSchema.shape.src, imageSchema.shape.alt)
    .default({})
    .refine(hasAtMostEntries(IMAGES_MAX)),
  /** Translations of option names and values. */
  options: z
    .record(optionText, singleLineText.min(1).max(60))
    .default({})
    .refine(hasAtMostEntries(OPTIONS_MAX * (1 + SKUS_MAX))),
});

const translationsSchema = z.partialRecord(z.enum(TRANSLATED_LANGUAGES), translationSchema);

export type Translation = z.output<typeof translationSchema>;
export type Translations = z.output<typeof translationsSchema>;

const skuSchema = z.object({
  skuId: z.guid().toLowerCase(),
  code: codeSchema,
  options: optionsSchema,
  priceCents: priceCentsSchema,
  archived: z.boolean().default(false),
});

/**
 * Input of `admin.products.save`, used by the router and the form. The form makes the ids, so that
 * a new product sent twice is one product. SKUs left out are archived; nothing is deleted.
 */
export const saveProductInputSchema = z
  .object({
    productId: z.guid().toLowerCase(),
    /** The version that was loaded; null for a new product. */
    version: opaqueText.max(64).nullable(),
    slug: slugSchema,
    name: productNameSchema,
    description: descriptionSchema,
    category: categorySchema,
    images: imagesSchema,
    translations: translationsSchema.default({}),
    purchaseLimit: purchaseLimitSchema.nullable().default(null),
    proofOfWork: z.boolean().default(false),
    archived: z.boolean().default(false),
    skus: z.array(skuSchema).min(1, 'A product has at least one variant').max(SKUS_MAX),
  })
  .superRefine((product, context) => {
    rejectDuplicates(product.skus, 'code', ({ code }) => code, context);
    rejectDuplicates(product.skus, 'options', ({ options }) => optionsKey(options), context);
    rejectDuplicates(product.skus, 'skuId', ({ skuId }) => skuId, context);
  });

/** `saveProductInputSchema` with the bounds of a currency. */
export function saveProductSchemaOf(currency: string) {
  return saveProductInputSchema.superRefine(({ skus }, context) => {
    for (const issue of findPriceIssues(skus, currency)) {
      context.addIssue({ code: 'custom', ...issue });
    }
  });
}

/** Prices that the payment service cannot take. */
export function findPriceIssues(skus: readonly { priceCents: number }[], currency: string) {
  const price = priceSchemaOf(currency);
  return skus.flatMap(({ priceCents }, index) => {
    const issues = price.safeParse(priceCents).error?.issues ?? [];
    return issues.map(({ message }) => ({ path: ['skus', index, 'priceCents'], message }));
  });
}

export type SaveProductInput = z.output<typeof saveProductInputSchema>;

/** Equal for two variants with the same options, in any order. */
export function optionsKey(options: Record<string, string>): string {
  return JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function hasAtMostEntries(limit: number): (texts: Record<string, string>) => boolean {
  return (texts) => Object.keys(texts).length <= limit;
}

function rejectDuplicates<Sku extends { archived: boolean }>(
  skus: readonly Sku[],
  field: string,
  keyOf: (sku: Sku) => string,
  context: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void },
): void {
  const seen = new Set<string>();
  for (const [index, sku] of skus.entries()) {
    // An archived variant may share its options with an active one; codes are always unique.
    if (field === 'options' && sku.archived) continue;
    const key = keyOf(sku);
    if (seen.has(key)) {
      const message = 'Another variant has the same';
      context.addIssue({ code: 'custom', path: ['skus', index, field], message });
    }
    seen.add(key);
  }
}
