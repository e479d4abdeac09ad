import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import {
  countProducts,
  findCategoryNames,
  findLastLockEnds,
  findOwnLocks,
  findProductBySlug,
  findProductCards,
  findProductsOfSkus,
  findSkus,
  type CatalogFilter,
  type CatalogSku,
  type CatalogSort,
} from './catalog-store.ts';
import { selectVariantImage } from './select-variant-image.ts';
import { BASE_LANGUAGE, type Language } from '../shared/languages.ts';
import { localize, translationFor } from './translations.ts';

const PRODUCTS_PER_PAGE = 12;

/**
 * A page of the catalogue in the viewer's language, where translated; beyond the last page it is
 * the last. A category is named in the base language. Reads take no locks, so availability may be a
 * moment old.
 */
export async function listProducts(
  { db, rules, clock }: Deps,
  query: CatalogFilter & { sort: CatalogSort; page: number },
) {
  const total = await countProducts(db, query);
  const pages = Math.max(1, Math.ceil(total / PRODUCTS_PER_PAGE));
  const page = Math.min(query.page, pages);
  const products = await findProductCards(db, {
    ...query,
    limit: PRODUCTS_PER_PAGE,
    offset: (page - 1) * PRODUCTS_PER_PAGE,
  });
  return {
    products: products.map(({ translations, name, category, image, imageAlt, ...product }) => {
      const translation = translationFor(query.language, translations);
      const translated = translation && {
        ...translation,
        imageAlt: translation.alts[image ?? ''],
      };
      return {
        ...product,
        ...localize({ name, category, imageAlt: imageAlt ?? '' }, translated),
        image,
        currency: rules.currency,
      };
    }),
    total,
    page,
    pages,
    now: clock.now().toISOString(),
  };
}

/** The categories on sale, with their names in the viewer's language. */
export async function listCategories({ db }: Deps, language: Language) {
  const categories = await findCategoryNames(db, language);
  return categories.map(({ category, translation }) => ({
    category,
    ...localize(
      { name: category },
      language === BASE_LANGUAGE ? null : { name: translation ?? '' },
    ),
  }));
}

/**
 * A product with its SKUs in the viewer's language, where translated. Options stay as written,
 * since they identify SKUs; `optionTranslations` has their translations.
 * @param request.buyerId the viewer, whose own unpaid orders are listed
 * @throws DomainError NOT_FOUND
 */
export async function getProduct(
  deps: Deps,
  request: { slug: string; language: Language; buyerId: string | null },
) {
  const product = await findProductBySlug(deps.db, request.slug);
  if (!product) throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such product.');
  const { productId, slug, name, category, description, images, translations } = product;
  const skus = await findSkus(deps.db, { productId });
  const translation = translationFor(request.language, translations);
  const held = await withLockDetails(deps, skus, request.buyerId);
  return {
    productId,
    slug,
    ...localize({ name, category, description }, translation),
    images: images.map(({ src, alt }) => ({
      src,
      ...localize({ alt }, translation && { alt: translation.alts[src] }),
    })),
    optionTranslations: translation?.options ?? null,
    currency: deps.rules.currency,
    skus: held.map((sku) => ({
      ...sku,
      image: selectVariantImage(images, sku.options)?.src ?? null,
    })),
    now: deps.clock.now().toISOString(),
  };
}

/**
 * The SKUs of a cart; those not on sale are left out.
 * @param request.buyerId the cart's owner
 */
export async function getSkus(
  deps: Deps,
  request: { skuIds: readonly string[]; language: Language; buyerId: string | null },
) {
  const { skuIds, language, buyerId } = request;
  const [skus, products] = await Promise.all([
    findSkus(deps.db, { skuIds }),
    findProductsOfSkus(deps.db, skuIds),
  ]);
  const bySku = new Map(products.map((product) => [product.skuId, product]));
  const held = await withLockDetails(deps, skus, buyerId);
  return {
    skus: held.map((sku) => {
      const product = bySku.get(sku.skuId);
      const picture = product && selectVariantImage(product.images, product.options);
      const { src: image, alt: imageAlt } = picture ?? { src: null, alt: '' };
      const translation = translationFor(language, product?.translations ?? {});
      const translated = translation && {
        productName: translation.name,
        imageAlt: translation.alts[image ?? ''],
      };
      return {
        ...sku,
        productSlug: product?.slug ?? '',
        ...localize({ productName: product?.name ?? '', imageAlt }, translated),
        optionTranslations: translation?.options ?? null,
        image,
      };
    }),
    currency: deps.rules.currency,
    now: deps.clock.now().toISOString(),
  };
}

/** Locks are detailed only when at most this many units are available. */
const LOW_STOCK_MAX = 10;

/** Adds to nearly sold-out SKUs what the buyer's own orders lock, and when the last lock ends. */
async function withLockDetails({ db }: Deps, skus: CatalogSku[], buyerId: string | null) {
  const heldOut = skus.filter((sku) => sku.locked > 0 && sku.onHand - sku.locked <= LOW_STOCK_MAX);
  const skuIds = heldOut.map((sku) => sku.skuId);
  const [lastHolds, ownHolds] = await Promise.all([
    skuIds.length > 0 ? findLastLockEnds(db, skuIds) : null,
    skuIds.length > 0 && buyerId ? findOwnLocks(db, buyerId, skuIds) : null,
  ]);
  return skus.map(({ skuId, code, options, priceCents, purchaseLimit, onHand, locked }) => ({
    skuId,
    code,
    options,
    priceCents,
    purchaseLimit,
    available: onHand - locked,
    locked,
    /** Units locked by the buyer's own unpaid orders; null unless few are available. */
    lockedByOwnOrders: ownHolds?.get(skuId) ?? null,
    availableAgainBy: lastHolds?.get(skuId)?.toISOString() ?? null,
  }));
}
