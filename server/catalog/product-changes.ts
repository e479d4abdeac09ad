import { isDeepStrictEqual } from 'node:util';
import { createDiffExcerpts } from './excerpt.ts';
import type { Product, ProductSku } from './product.ts';
import { formatImage, formatOptions } from './product-csv.ts';

/** One changed field, as shown to staff. Long texts are excerpts around the difference. */
export interface ProductChange {
  field:
    | 'slug'
    | 'name'
    | 'category'
    | 'description'
    | 'images'
    | 'translations'
    | 'purchaseLimit'
    | 'proofOfWork'
    | 'productSale'
    | 'variantSale'
    | 'variantOrder'
    | 'newVariant'
    | 'code'
    | 'options'
    | 'priceCents';
  /** Code of the variant; absent for the product itself. */
  code?: string;
  /** Null when empty; both are null when only the fact of the change is reported. */
  from: string | number | null;
  to: string | number | null;
}

/** All changed fields of a product; a new variant with its price. */
export function diffProducts(before: Product, after: Product): ProductChange[] {
  const skus = after.skus.flatMap((sku): ProductChange[] => {
    const known = before.skus.find(({ skuId }) => skuId === sku.skuId);
    const { code } = sku;
    if (!known) return [{ field: 'newVariant', code, from: null, to: sku.priceCents }];
    return diffSkus(known, sku).map((change) => ({ ...change, code: known.code }));
  });
  return [
    ...diffProductFields(before, after),
    ...skus,
    ...variantOrderChange(before.skus, after.skus),
  ];
}

/** Changed fields of a product without its SKUs; all fields of a new one. */
export function diffProductFields(before: Product | undefined, after: Product): ProductChange[] {
  const { translations } = after;
  return [
    ...textChange('slug', before?.slug, after.slug),
    ...textChange('name', before?.name, after.name),
    ...textChange('category', before?.category, after.category),
    ...textChange('description', before?.description, after.description),
    ...textChange('images', formatImages(before?.images ?? []), formatImages(after.images)),
    ...(isDeepStrictEqual(before?.translations ?? {}, translations)
      ? []
      : [changeWithoutValues('translations')]),
    ...((before?.purchaseLimit ?? null) === after.purchaseLimit
      ? []
      : [purchaseLimitChange(before, after)]),
    ...((before?.proofOfWork ?? false) === after.proofOfWork
      ? []
      : [changeWithoutValues('proofOfWork')]),
    ...saleStatusChange('productSale', before, after),
  ];
}

/** Changed fields of a SKU; all fields of a new one. */
export function diffSkus(before: ProductSku | undefined, after: ProductSku): ProductChange[] {
  const { options = {}, priceCents = null } = before ?? {};
  const price: ProductChange = { field: 'priceCents', from: priceCents, to: after.priceCents };
  return [
    ...(before ? textChange('code', before.code, after.code) : []),
    ...textChange('options', formatOptions(options), formatOptions(after.options)),
    ...(priceCents === after.priceCents ? [] : [price]),
    ...saleStatusChange('variantSale', before, after),
  ];
}

function purchaseLimitChange(before: Product | undefined, after: Product): ProductChange {
  return { field: 'purchaseLimit', from: before?.purchaseLimit ?? null, to: after.purchaseLimit };
}

function textChange(
  field: ProductChange['field'],
  before: string | undefined,
  after: string,
): ProductChange[] {
  if ((before ?? '') === after) return [];
  const { from, to } = createDiffExcerpts(before ?? '', after);
  // Only line breaks differ.
  if (from === to) return [changeWithoutValues(field)];
  return [{ field, from: from || null, to: to || null }];
}

/** A change of the order of the variants on sale before and after. */
function variantOrderChange(
  before: readonly ProductSku[],
  after: readonly ProductSku[],
): ProductChange[] {
  const known = (skus: readonly ProductSku[], of: readonly ProductSku[]) =>
    skus.filter((sku) => of.some(({ skuId }) => skuId === sku.skuId)).map(({ skuId }) => skuId);
  const onSale = after.filter(({ archived }) => !archived);
  const isSame = isDeepStrictEqual(known(onSale, before), known(before, onSale));
  return isSame ? [] : [changeWithoutValues('variantOrder')];
}

function saleStatusChange(
  field: 'productSale' | 'variantSale',
  before: { archived: boolean } | undefined,
  after: { archived: boolean },
): ProductChange[] {
  const stateOf = ({ archived }: { archived: boolean }) => (archived ? 'off_sale' : 'on_sale');
  if (!before || before.archived === after.archived) return [];
  return [{ field, from: stateOf(before), to: stateOf(after) }];
}

function changeWithoutValues(field: ProductChange['field']): ProductChange {
  return { field, from: null, to: null };
}

function formatImages(images: Product['images']): string {
  return images.map(formatImage).join('; ');
}
