import { createHash } from 'node:crypto';
import { optionsKey, type ProductImage, type Translations } from '../shared/product-schema.ts';

/** A product with all its SKUs, on sale or not, in their order. */
export interface Product {
  productId: string;
  slug: string;
  name: string;
  description: string;
  category: string;
  images: ProductImage[];
  translations: Translations;
  /** Units of each SKU that one customer may buy; null: no limit. */
  purchaseLimit: number | null;
  /** Whether its orders need a proof of work. */
  proofOfWork: boolean;
  archived: boolean;
  skus: ProductSku[];
}

/** A variant: what a shopper can order. */
export interface ProductSku {
  skuId: string;
  code: string;
  options: Record<string, string>;
  priceCents: number;
  archived: boolean;
}

/**
 * Hash of a product's content, by which a save detects that the product has changed since it was
 * loaded.
 */
export function hashProductVersion(product: Product): string {
  const content = [
    product.slug,
    product.name,
    product.description,
    product.category,
    product.images.map(({ src, alt, options = {} }) => [src, alt, optionsKey(options)]),
    sortKeys(product.translations),
    product.purchaseLimit,
    product.proofOfWork,
    product.archived,
    product.skus.map(({ skuId, code, options, priceCents, archived }) => [
      skuId,
      code,
      Object.entries(options),
      priceCents,
      archived,
    ]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}

/** Sorts the keys of nested records, since PostgreSQL does not keep their order. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, part]) => [key, sortKeys(part)]);
}

/** The wanted product, with the omitted SKUs of the current one archived and last. */
export function archiveOmittedSkus(wanted: Product, current: Product | undefined): Product {
  const kept = new Set(wanted.skus.map(({ skuId }) => skuId));
  const leftOut = (current?.skus ?? []).filter(({ skuId }) => !kept.has(skuId));
  return {
    ...wanted,
    skus: [...wanted.skus, ...leftOut.map((sku) => ({ ...sku, archived: true }))],
  };
}
