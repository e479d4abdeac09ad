import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import {
  findCategoryNames,
  findLastHolds,
  findProductBySlug,
  findProductCards,
  findProductsOfSkus,
  findSkus,
  type CatalogSku,
  type CatalogSort,
} from './catalog-store.ts';
import { BASE_LANGUAGE, type Language } from './languages.ts';
import { localize, translationFor } from './translations.ts';

const PRODUCTS_PER_PAGE = 12;

/**
 * A page of the catalogue, in the viewer's language as far as goods are translated. A category is asked
 * for as it is written, whatever the language. Reads never lock: what is available was so a moment ago.
 */
export async function listProducts(
  { db, rules, clock }: Deps,
  query: {
    language: Language;
    search?: string;
    category?: string;
    sort: CatalogSort;
    page: number;
  },
) {
  const [{ products, total }, categories] = await Promise.all([
    findProductCards(db, {
      ...query,
      limit: PRODUCTS_PER_PAGE,
      offset: (query.page - 1) * PRODUCTS_PER_PAGE,
    }),
    findCategoryNames(db, query.language),
  ]);
  return {
    products: products.map(({ translations, name, category, imageAlt, ...product }) => {
      const translation = translationFor(query.language, translations);
      const translated = translation && {
        ...translation,
        imageAlt: translation.alts[product.image],
      };
      return {
        ...product,
        ...localize({ name, category, imageAlt }, translated),
        currency: rules.currency,
      };
    }),
    total,
    page: query.page,
    pages: Math.max(1, Math.ceil(total / PRODUCTS_PER_PAGE)),
    categories: categories.map(({ category, translation }) => ({
      category,
      ...localize(
        { name: category },
        query.language === BASE_LANGUAGE ? null : { name: translation ?? '' },
      ),
    })),
    now: clock.now().toISOString(),
  };
}

/**
 * A product with its SKUs, in the viewer's language as far as it is translated. Options stay as they
 * are written, since they tell SKUs apart; `optionTexts` says how to show them.
 * @throws DomainError NOT_FOUND
 */
export async function getProduct(deps: Deps, request: { slug: string; language: Language }) {
  const product = await findProductBySlug(deps.db, request.slug);
  if (!product) throw new DomainError({ code: 'NOT_FOUND' }, 'There is no such product.');
  const { productId, slug, name, category, description, images, translations } = product;
  const skus = await findSkus(deps.db, { productId });
  const translation = translationFor(request.language, translations);
  return {
    productId,
    slug,
    ...localize({ name, category, description }, translation),
    images: images.map(({ src, alt }) => ({
      src,
      ...localize({ alt }, translation && { alt: translation.alts[src] }),
    })),
    optionTexts: translation?.options ?? null,
    currency: deps.rules.currency,
    skus: await withHolds(deps, skus),
    now: deps.clock.now().toISOString(),
  };
}

/** What a cart shows of its SKUs; those that are not on sale (any more) are left out. */
export async function getSkus(
  deps: Deps,
  { skuIds, language }: { skuIds: readonly string[]; language: Language },
) {
  const [skus, products] = await Promise.all([
    findSkus(deps.db, { skuIds }),
    findProductsOfSkus(deps.db, skuIds),
  ]);
  const bySku = new Map(products.map((product) => [product.skuId, product]));
  const held = await withHolds(deps, skus);
  return {
    skus: held.map((sku) => {
      const product = bySku.get(sku.skuId);
      const { src: image, alt: imageAlt } = product?.images[0] ?? { src: '', alt: '' };
      const translation = translationFor(language, product?.translations ?? {});
      const translated = translation && {
        productName: translation.name,
        imageAlt: translation.alts[image],
      };
      return {
        ...sku,
        productSlug: product?.slug ?? '',
        ...localize({ productName: product?.name ?? '', imageAlt }, translated),
        optionTexts: translation?.options ?? null,
        image,
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
