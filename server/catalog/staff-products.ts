import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { findCategories } from './catalog-store.ts';
import { hashProductVersion } from './product.ts';
import {
  findProductSummaries,
  findStockOfProduct,
  type ProductFilter,
} from './product-list-store.ts';
import { findProducts } from './product-store.ts';

/** A page of products for staff, by name. */
export async function listStaffProducts(deps: Deps, filter: ProductFilter) {
  const page = await findProductSummaries(deps.db, filter);
  return { ...page, currency: deps.rules.currency, now: deps.clock.now().toISOString() };
}

/**
 * A product as staff edit it, with its SKUs and their stock.
 * @throws DomainError NOT_FOUND
 */
export async function getStaffProduct(deps: Deps, productId: string) {
  const [products, stock, { currency, categories }] = await Promise.all([
    findProducts(deps.db, [productId]),
    findStockOfProduct(deps.db, productId),
    readProductFormOptions(deps),
  ]);
  const product = products.get(productId);
  if (!product) throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such product.');
  const bySku = new Map(stock.map((row) => [row.skuId, row]));
  return {
    ...product,
    version: hashProductVersion(product),
    skus: product.skus.map((sku) => ({
      ...sku,
      onHand: bySku.get(sku.skuId)?.onHand ?? 0,
      locked: bySku.get(sku.skuId)?.locked ?? 0,
    })),
    currency,
    categories,
  };
}

/** What a form for a new product offers. */
export async function readProductFormOptions(deps: Deps) {
  return { currency: deps.rules.currency, categories: await findCategories(deps.db) };
}
