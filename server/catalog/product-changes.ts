import { isDeepStrictEqual } from 'node:util';
import { createDiffExcerpts } from './excerpt.ts';
import type { Product, ProductSku } from './product.ts';
import { formatImage, formatOptions } from './product-csv.ts';
import { optionsKey } from '../shared/product-schema.ts';

/** One thing that is not as it was, as staff are told it. Long texts are cut to where they differ. */
export interface ProductChange {
  field:
    | 'slug'
    | 'name'
    | 'category'
    | 'description'
    | 'images'
    | 'translations'
    | 'productSale'
    | 'variantSale'
    | 'variantOrder'
    | 'newVariant'
    | 'code'
    | 'options'
    | 'priceCents';
  /** Of the variant that it is about; none when it is about the whole product. */
  code?: string;
  /** Null where there was nothing, or when both are and it is told only that it changed. */
  from: string | number | null;
  to: string | number | null;
}

/** All that is not as it was; a variant that is new is told with its price. */
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

/** What is not as it was of a product apart from its SKUs; all that it says when it is new. */
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
    ...saleStatusChange('productSale', before, after),
  ];
}

/** What is not as it was of a SKU; all that it says when it is new. */
export function diffSkus(before: ProductSku | undefined, after: ProductSku): ProductChange[] {
  const { options = {}, priceCents = null } = before ?? {};
  const price: ProductChange = { field: 'priceCents', from: priceCents, to: after.priceCents };
  return [
    ...(before ? textChange('code', before.code, after.code) : []),
    ...(optionsKey(options) === optionsKey(after.options)
      ? []
      : textChange('options', formatOptions(options), formatOptions(after.options))),
    ...(priceCents === after.priceCents ? [] : [price]),
    ...saleStatusChange('variantSale', before, after),
  ];
}

function textChange(
  field: ProductChange['field'],
  before: string | undefined,
  after: string,
): ProductChange[] {
  if ((before ?? '') === after) return [];
  const { from, to } = createDiffExcerpts(before ?? '', after);
  // Only how it is broken into lines differs.
  if (from === to) return [changeWithoutValues(field)];
  return [{ field, from: from || null, to: to || null }];
}

/** Whether the variants on sale that there were stand in another order. */
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
