import type { FieldErrors, Resolver } from 'react-hook-form';
import { set } from 'react-hook-form';
import { v7 } from 'uuid';
import { OPTIONS_MAX } from '#server/shared/limits.ts';
import { saveProductSchemaOf, type SaveProductInput } from '#server/shared/product-schema.ts';
import { TRANSLATED_LANGUAGES } from '#server/shared/languages.ts';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { formatAmount, parseAmount } from '#server/shared/money.ts';

export type AdminProduct = RouterOutputs['admin']['products']['get'];

export type TranslatedLanguage = (typeof TRANSLATED_LANGUAGES)[number];

/** A product in the form: prices as typed, option values in the order of the option names. */
export interface ProductFormValues {
  name: string;
  slug: string;
  category: string;
  description: string;
  /** As typed; empty for no limit. */
  purchaseLimit: string;
  proofOfWork: boolean;
  archived: boolean;
  images: PictureFormValues[];
  translations: Record<TranslatedLanguage, TranslationFormValues>;
  optionNames: string;
  skus: { skuId: string; code: string; price: string; archived: boolean; values: string[] }[];
}

export interface PictureFormValues {
  src: string;
  alt: string;
  /** The options of the variants that the picture shows, as JSON; empty for all variants. */
  shows: string;
}

/** Empty texts are not translated. */
interface TranslationFormValues {
  name: string;
  category: string;
  description: string;
  /** By the URL of the picture. */
  alts: Record<string, string>;
  /** By the name or value of an option in the base language. */
  options: Record<string, string>;
}

/** `Color, Size` → the option names. */
export function splitOptionNames(text: string): string[] {
  const names = text.split(/[,，、]/).map((name) => name.trim());
  return names.filter(Boolean).slice(0, OPTIONS_MAX);
}

/** All option names and values once each, without numbers such as sizes. */
export function translatableOptions(
  values: Pick<ProductFormValues, 'optionNames' | 'skus'>,
): string[] {
  const names = splitOptionNames(values.optionNames);
  const chosen = values.skus.flatMap((sku) => sku.values.slice(0, names.length));
  const texts = [...names, ...chosen.map((value) => value.trim())];
  return [...new Set(texts)].filter((text) => /\p{L}/u.test(text));
}

/** @param product null for a new one */
export function toFormValues(product: AdminProduct | null, currency: string): ProductFormValues {
  if (!product) {
    return {
      name: '',
      slug: '',
      category: '',
      description: '',
      purchaseLimit: '',
      proofOfWork: false,
      archived: false,
      images: [],
      translations: toTranslationFormValues({}),
      optionNames: '',
      skus: [createEmptyVariant(0)],
    };
  }
  const names = [...new Set(product.skus.flatMap(({ options }) => Object.keys(options)))];
  const { name, slug, category, description, archived, images } = product;
  return {
    name,
    slug,
    category,
    description,
    purchaseLimit: String(product.purchaseLimit ?? ''),
    proofOfWork: product.proofOfWork,
    archived,
    images: images.map(({ src, alt, options = {} }) => ({
      src,
      alt,
      shows: serializeOptions(options),
    })),
    translations: toTranslationFormValues(product.translations),
    optionNames: names.join(', '),
    skus: product.skus.map((sku) => ({
      skuId: sku.skuId,
      code: sku.code,
      price: formatAmount(sku.priceCents, currency),
      archived: sku.archived,
      values: names.map((option) => sku.options[option] ?? ''),
    })),
  };
}

function serializeOptions(options: Record<string, string>): string {
  return Object.keys(options).length === 0 ? '' : JSON.stringify(options);
}

/** The choices for a picture: each value of each option, and its current choice. */
export function pictureOptionChoices(
  values: Pick<ProductFormValues, 'optionNames' | 'skus'>,
  current: string,
): { shows: string; text: string }[] {
  const names = splitOptionNames(values.optionNames);
  const pairs = names.flatMap((name, index) =>
    values.skus
      .map((sku) => sku.values[index]?.trim() ?? '')
      .filter(Boolean)
      .map((value) => serializeOptions({ [name]: value })),
  );
  return [...new Set([...pairs, current])].filter(Boolean).map((shows) => {
    const options = JSON.parse(shows) as Record<string, string>;
    const text = Object.entries(options).map(([name, value]) => `${name}: ${value}`);
    return { shows, text: text.join(', ') };
  });
}

function toTranslationFormValues(translations: AdminProduct['translations']) {
  const entries = TRANSLATED_LANGUAGES.map(
    (language): [TranslatedLanguage, TranslationFormValues] => {
      const empty = { name: '', category: '', description: '', alts: {}, options: {} };
      return [language, { ...empty, ...translations[language] }];
    },
  );
  return Object.fromEntries(entries) as ProductFormValues['translations'];
}

export function createEmptyVariant(optionCount: number): ProductFormValues['skus'][number] {
  return {
    skuId: v7({ msecs: serverNowMs() }),
    code: '',
    price: '',
    archived: false,
    values: Array.from({ length: optionCount }, () => ''),
  };
}

/** Validates the form with the server's schema and maps its issues to the form's fields. */
export function productResolver(of: {
  productId: string;
  version: string | null;
  currency: string;
}): Resolver<ProductFormValues, unknown, SaveProductInput> {
  return (values) => {
    const parsed = saveProductSchemaOf(of.currency).safeParse(toSaveProductInput(values, of));
    if (parsed.success) return { values: parsed.data, errors: {} };
    const errors: FieldErrors<ProductFormValues> = {};
    for (const { path, message } of parsed.error.issues) {
      set(errors, formPathOf(path.map(String)), { type: 'invalid', message });
    }
    return { values: {}, errors };
  };
}

function toSaveProductInput(
  values: ProductFormValues,
  of: { productId: string; version: string | null; currency: string },
): Record<keyof SaveProductInput, unknown> {
  const { optionNames, skus, images, ...rest } = values;
  const names = splitOptionNames(optionNames);
  return {
    ...rest,
    productId: of.productId,
    version: of.version,
    purchaseLimit: values.purchaseLimit.trim() === '' ? null : Number(values.purchaseLimit),
    images: images.map(({ src, alt, shows }) => ({
      src,
      alt,
      ...(shows && { options: JSON.parse(shows) as Record<string, string> }),
    })),
    translations: toTranslationsInput(values),
    skus: skus.map(({ skuId, code, price, archived, values: chosen }) => ({
      skuId,
      code,
      archived,
      priceCents: parseAmount(price, of.currency),
      options: Object.fromEntries(names.map((name, index) => [name, chosen[index] ?? ''])),
    })),
  };
}

/** Omits empty texts, and those of removed pictures and options. */
function toTranslationsInput(values: ProductFormValues): SaveProductInput['translations'] {
  const sources = values.images.map(({ src }) => src.trim());
  const optionTranslations = translatableOptions(values);
  const translations: SaveProductInput['translations'] = {};
  for (const language of TRANSLATED_LANGUAGES) {
    const { alts, options, ...texts } = values.translations[language];
    const given = {
      ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== '')),
      alts: pickNonEmpty(alts, sources),
      options: pickNonEmpty(options, optionTranslations),
    };
    const isEmpty = JSON.stringify(given) === JSON.stringify({ alts: {}, options: {} });
    if (!isEmpty) translations[language] = given;
  }
  return translations;
}

function pickNonEmpty(
  texts: Record<string, string>,
  keys: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).filter(([key, text]) => keys.includes(key) && text.trim() !== ''),
  );
}

/** The form's field for a path of the server's schema. */
function formPathOf(path: readonly string[]): string {
  const [list, index, field] = path;
  if (list !== 'skus') return path.join('.');
  if (index === undefined) return 'optionNames';
  if (field === 'priceCents') return `skus.${index}.price`;
  if (field === 'options') return `skus.${index}.values.0`;
  return `skus.${index}.${field ?? 'code'}`;
}

/** `Aurora Lamp!` → `aurora-lamp` */
export function slugify(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 100);
}
