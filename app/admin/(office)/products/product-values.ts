import type { FieldErrors, Resolver } from 'react-hook-form';
import { set } from 'react-hook-form';
import { v7 } from 'uuid';
import {
  saveProductInputSchema,
  type SaveProductInput,
} from '#server/catalog/save-product-input.ts';
import type { RouterOutputs } from '#app/data/trpc.ts';
import { serverNowMs } from '#app/clock/server-clock.ts';
import { parseAmount } from '../../orders/parse-amount.ts';

export type StaffProduct = RouterOutputs['admin']['products']['get'];

/** A product as it stands in the form: prices as typed, the choices of a variant in their order. */
export type ProductValues = {
  name: string;
  slug: string;
  category: string;
  description: string;
  archived: boolean;
  images: { src: string; alt: string }[];
  optionNames: string;
  skus: { skuId: string; code: string; price: string; archived: boolean; values: string[] }[];
};

const OPTION_NAMES_MAX = 5;

/** `Colour, Size` → the names of the choices. */
export function splitOptionNames(text: string): string[] {
  const names = text.split(/[,，、]/).map((name) => name.trim());
  return names.filter(Boolean).slice(0, OPTION_NAMES_MAX);
}

/** The form of a product, or of a new one. */
export function valuesOf(product: StaffProduct | null, digits: number): ProductValues {
  if (!product) {
    return {
      name: '',
      slug: '',
      category: '',
      description: '',
      archived: false,
      images: [],
      optionNames: '',
      skus: [newVariant(0)],
    };
  }
  const names = [...new Set(product.skus.flatMap(({ options }) => Object.keys(options)))];
  const { name, slug, category, description, archived, images } = product;
  return {
    name,
    slug,
    category,
    description,
    archived,
    images,
    optionNames: names.join(', '),
    skus: product.skus.map((sku) => ({
      skuId: sku.skuId,
      code: sku.code,
      price: (sku.priceCents / 10 ** digits).toFixed(digits),
      archived: sku.archived,
      values: names.map((option) => sku.options[option] ?? ''),
    })),
  };
}

export function newVariant(optionCount: number): ProductValues['skus'][number] {
  return {
    skuId: v7({ msecs: serverNowMs() }),
    code: '',
    price: '',
    archived: false,
    values: Array.from({ length: optionCount }, () => ''),
  };
}

/** Checks the form by the server's own schema, and ties what is wrong to the fields of the form. */
export function productResolver(of: {
  productId: string;
  version: string | null;
  digits: number;
}): Resolver<ProductValues, unknown, SaveProductInput> {
  return (values) => {
    const parsed = saveProductInputSchema.safeParse(inputOf(values, of));
    if (parsed.success) return { values: parsed.data, errors: {} };
    const errors: FieldErrors<ProductValues> = {};
    for (const { path, message } of parsed.error.issues) {
      set(errors, fieldOf(path.map(String)), { type: 'mistake', message });
    }
    return { values: {}, errors };
  };
}

function inputOf(
  values: ProductValues,
  of: { productId: string; version: string | null; digits: number },
): Record<keyof SaveProductInput, unknown> {
  const { optionNames, skus, ...rest } = values;
  const names = splitOptionNames(optionNames);
  return {
    ...rest,
    productId: of.productId,
    version: of.version,
    skus: skus.map(({ skuId, code, price, archived, values: chosen }) => ({
      skuId,
      code,
      archived,
      priceCents: parseAmount(price, of.digits),
      options: Object.fromEntries(names.map((name, index) => [name, chosen[index] ?? ''])),
    })),
  };
}

/** Where in the form the server's schema points to. */
function fieldOf(path: readonly string[]): string {
  const [list, index, field] = path;
  if (list !== 'skus') return path.join('.');
  if (index === undefined) return 'optionNames';
  if (field === 'priceCents') return `skus.${index}.price`;
  if (field === 'options') return `skus.${index}.values.0`;
  return `skus.${index}.${field ?? 'code'}`;
}

/** `Aurora Lamp!` → `aurora-lamp` */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 100);
}
