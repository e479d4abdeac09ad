import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import {
  findCategories,
  findLastHolds,
  findProductBySlug,
  findProductCards,
  findProductsOfSkus,
  findSkus,
  type CatalogSku,
  type CatalogSort,
} from './catalog-store.ts';

const PRODUCTS_PER_PAGE = 12;

/** A page of the catalogue. Reads never lock: what is available was so a moment ago. */
export async function listProducts(
  { db, rules, clock }: Deps,
  query: { search?: string; category?: string; sort: CatalogSort; page: number },
) {
  const [{ products, total }, categories] = await Promise.all([
    findProductCards(db, {
      ...query,
      limit: PRODUCTS_PER_PAGE,
      offset: (query.page - 1) * PRODUCTS_PER_PAGE,
    }),
    findCategories(db),
  ]);
  return {
    products: products.map((product) => ({ ...product, currency: rules.currency })),
    total,
    page: query.page,
    pages: Math.max(1, Math.ceil(total / PRODUCTS_PER_PAGE)),
    categories,
    now: clock.now().toISOString(),
  };
}

/**
 * A product with its SKUs.
 * @throws DomainError NOT_FOUND
 */
export async function getProduct(deps: Deps, slug: string) {
  const product = await findProductBySlug(deps.db, slug);
  if (!product) throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such product.');
  const skus = await findSkus(deps.db, { productId: product.productId });
  return {
    ...product,
    currency: deps.rules.currency,
    skus: await withHolds(deps, skus),
    now: deps.clock.now().toISOString(),
  };
}

/** What a cart shows of its SKUs; those that are not on sale (any more) are left out. */
export async function getSkus(deps: Deps, skuIds: readonly string[]) {
  const [skus, products] = await Promise.all([
    findSkus(deps.db, { skuIds }),
    findProductsOfSkus(deps.db, skuIds),
  ]);
  const bySku = new Map(products.map((product) => [product.skuId, product]));
  const held = await withHolds(deps, skus);
  return {
    skus: held.map((sku) => {
      const product = bySku.get(sku.skuId);
      return {
        ...sku,
        productSlug: product?.slug ?? '',
        productName: product?.name ?? '',
        image: product?.images[0]?.src ?? '',
        imageAlt: product?.images[0]?.alt ?? '',
        currency: deps.rules.currency,
      };
    }),
    now: deps.clock.now().toISOString(),
  };
}

/** Says of SKUs that are sold out but held in other shoppers' checkouts when those end. */
async function withHolds(deps: Deps, skus: CatalogSku[]) {
  const heldOut = skus.filter((sku) => sku.onHand === sku.locked && sku.locked > 0);
  const lastHolds =
    heldOut.length > 0
      ? await findLastHolds(
          deps.db,
          heldOut.map((sku) => sku.skuId),
        )
      : new Map<string, Date>();
  return skus.map(({ skuId, code, options, priceCents, onHand, locked }) => ({
    skuId,
    code,
    options,
    priceCents,
    available: onHand - locked,
    locked,
    backBy: lastHolds.get(skuId)?.toISOString() ?? null,
  }));
}
