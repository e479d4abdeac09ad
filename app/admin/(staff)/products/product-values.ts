import type { FieldErrors, Resolver } from 'react-hook-form';
import { set } from 'react-hook-form';
import { v7 } from 'uuid';
import {
  saveProductInputSchema,
  type SaveProductInput,
} from '#server/shared/save-product-input.ts';
import type { TRANSLATED_LANGUAGES } from '#server/shared/languages.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { parseAmount } from '#app/lib/format/parse-amount.ts';

export type StaffProduct = RouterOutputs['admin']['products']['get'];

// Its type holds it equal to the server's, which client components must not import.
export const translatedLanguages: typeof TRANSLATED_LANGUAGES = ['zh'];
export type TranslatedLanguage = (typeof translatedLanguages)[number];

/** A product as it stands in the form: prices as typed, the choices of a variant in their order. */
export type ProductValues = {
  name: string;
  slug: string;
  category: string;
  description: string;
  archived: boolean;
  images: PictureValues[];
  translations: Record<TranslatedLanguage, TranslationValues>;
  optionNames: string;
  skus: { skuId: string; code: string; price: string; archived: boolean; values: string[] }[];
};

export type PictureValues = {
  src: string;
  alt: string;
  /** The options of the variants that it shows, as JSON; empty where it shows all. */
  shows: string;
};

/** What is empty has no translation. */
type TranslationValues = {
  name: string;
  category: string;
  description: string;
  /** By the address of the picture. */
  alts: Record<string, string>;
  /** Of names and values of options, by how they are written. */
  options: Record<string, string>;
};

const OPTION_NAMES_MAX = 5;

/** `Colour, Size` → the names of the choices. */
export function splitOptionNames(text: string): string[] {
  const names = text.split(/[,，、]/).map((name) => name.trim());
  return names.filter(Boolean).slice(0, OPTION_NAMES_MAX);
}

/** The names and values of all options: each is translated once. Numbers, such as sizes, are not. */
export function optionWords(values: Pick<ProductValues, 'optionNames' | 'skus'>): string[] {
  const names = splitOptionNames(values.optionNames);
  const chosen = values.skus.flatMap((sku) => sku.values.slice(0, names.length));
  const words = [...names, ...chosen.map((value) => value.trim())];
  return [...new Set(words)].filter((word) => /\p{L}/u.test(word));
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
      translations: translationValuesOf({}),
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
    images: images.map(({ src, alt, options = {} }) => ({ src, alt, shows: showsOf(options) })),
    translations: translationValuesOf(product.translations),
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

function showsOf(options: Record<string, string>): string {
  return Object.keys(options).length === 0 ? '' : JSON.stringify(options);
}

/** What a picture can be said to show: each value of each choice, and what it says now. */
export function showable(
  values: Pick<ProductValues, 'optionNames' | 'skus'>,
  current: string,
): { shows: string; text: string }[] {
  const names = splitOptionNames(values.optionNames);
  const pairs = names.flatMap((name, index) =>
    values.skus
      .map((sku) => sku.values[index]?.trim() ?? '')
      .filter(Boolean)
      .map((value) => showsOf({ [name]: value })),
  );
  return [...new Set([...pairs, current])].filter(Boolean).map((shows) => {
    const options = JSON.parse(shows) as Record<string, string>;
    const text = Object.entries(options).map(([name, value]) => `${name}: ${value}`);
    return { shows, text: text.join(', ') };
  });
}

function translationValuesOf(translations: StaffProduct['translations']) {
  const entries = translatedLanguages.map((language): [TranslatedLanguage, TranslationValues] => {
    const empty = { name: '', category: '', description: '', alts: {}, options: {} };
    return [language, { ...empty, ...translations[language] }];
  });
  return Object.fromEntries(entries) as ProductValues['translations'];
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
  const { optionNames, skus, images, ...rest } = values;
  const names = splitOptionNames(optionNames);
  return {
    ...rest,
    productId: of.productId,
    version: of.version,
    images: images.map(({ src, alt, shows }) => ({
      src,
      alt,
      ...(shows && { options: JSON.parse(shows) as Record<string, string> }),
    })),
    translations: translationsOf(values),
    skus: skus.map(({ skuId, code, price, archived, values: chosen }) => ({
      skuId,
      code,
      archived,
      priceCents: parseAmount(price, of.digits),
      options: Object.fromEntries(names.map((name, index) => [name, chosen[index] ?? ''])),
    })),
  };
}

/** Leaves out what is empty, and what belongs to pictures and options that are gone. */
function translationsOf(values: ProductValues): SaveProductInput['translations'] {
  const sources = values.images.map(({ src }) => src.trim());
  const words = optionWords(values);
  const translations: SaveProductInput['translations'] = {};
  for (const language of translatedLanguages) {
    const { alts, options, ...texts } = values.translations[language];
    const given = {
      ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== '')),
      alts: pickGiven(alts, sources),
      options: pickGiven(options, words),
    };
    const isEmpty = JSON.stringify(given) === JSON.stringify({ alts: {}, options: {} });
    if (!isEmpty) translations[language] = given;
  }
  return translations;
}

function pickGiven(texts: Record<string, string>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).filter(([key, text]) => keys.includes(key) && text.trim() !== ''),
  );
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
