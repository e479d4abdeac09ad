import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import {
  translatableOptions,
  pictureOptionChoices,
  productResolver,
  toFormValues,
  type ProductFormValues,
} from './product-form-values.ts';

const resolver = productResolver({ productId: v7(), version: null, currency: 'EUR' });

/** The translations that the form would submit. */
async function submittedTranslations(changes: Partial<ProductFormValues>) {
  const [variant] = toFormValues(null, 'EUR').skus;
  const values: ProductFormValues = {
    ...toFormValues(null, 'EUR'),
    name: 'Mug',
    slug: 'mug',
    category: 'Kitchen',
    images: [{ src: '/mug.svg', alt: 'A mug', shows: '' }],
    optionNames: 'Glaze',
    skus: [{ ...variant!, code: 'MUG', price: '9', values: ['Moss No. 2'] }],
    ...changes,
  };
  const { values: sent, errors } = await resolver(values, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });
  expect(errors).toEqual({});
  return 'translations' in sent ? sent.translations : undefined;
}

const empty = { name: '', category: '', description: '', alts: {}, options: {} };

test('without translations, none are submitted', async () => {
  expect(await submittedTranslations({ translations: { zh: { ...empty, name: ' ' } } })).toEqual(
    {},
  );
});

test('empty texts, and those of removed pictures and options, are not submitted', async () => {
  const zh = {
    ...empty,
    name: '马克杯',
    alts: { '/mug.svg': '一只马克杯', '/gone.svg': '旧图' },
    options: { Glaze: '', 'Moss No. 2': '苔绿色二号', Clay: '陶土色' },
  };
  expect(await submittedTranslations({ translations: { zh } })).toEqual({
    zh: {
      name: '马克杯',
      alts: { '/mug.svg': '一只马克杯' },
      options: { 'Moss No. 2': '苔绿色二号' },
    },
  });
});

test('each option text can be translated once, and numbers cannot', () => {
  const [variant] = toFormValues(null, 'EUR').skus;
  const skus = [
    ['Moss', '38'],
    ['Moss', 'L'],
  ].map((values) => ({ ...variant!, values }));
  expect(translatableOptions({ optionNames: 'Colour, Size', skus })).toEqual([
    'Colour',
    'Size',
    'Moss',
    'L',
  ]);
});

test('a picture offers each option value once, and keeps its current choice', () => {
  const [variant] = toFormValues(null, 'EUR').skus;
  const skus = [
    ['Moss', 'S'],
    ['Moss', ' L '],
  ].map((values) => ({ ...variant!, values }));
  const gone = JSON.stringify({ Colour: 'Clay' });
  const offered = pictureOptionChoices({ optionNames: 'Colour, Size', skus }, gone);
  expect(offered.map(({ text }) => text)).toEqual([
    'Colour: Moss',
    'Size: S',
    'Size: L',
    'Colour: Clay',
  ]);
});
