import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { getProduct, getSkus, listCategories, listProducts } from './browse.ts';
import { importProducts } from './import-products.ts';
import type { Language } from '../shared/languages.ts';
import { saveProduct } from './save-product.ts';
import type { SaveProductInput, Translation } from '../shared/product-schema.ts';
import { getStaffProduct } from './staff-products.ts';
import { requestPayment } from '../checkout/request-payment.ts';
import { TEST_SHOPPER, testStaff } from '../testing/actors.ts';
import { csvFile } from '../testing/csv-file.ts';
import { callQuery } from '../testing/call-trpc.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const inChinese: Translation = {
  name: '马克杯',
  category: '厨房',
  description: '手工制作。',
  alts: { '/products/mug.svg': '一只马克杯' },
  options: { Glaze: '釉色', Moss: '苔绿色' },
};

async function newMug(
  translation: Partial<Translation> = {},
  changes: Partial<SaveProductInput> = {},
): Promise<SaveProductInput> {
  const productId = v7();
  const mug: SaveProductInput = {
    productId,
    version: null,
    slug: `mug-${productId}`,
    name: 'Mug',
    category: 'Kitchen',
    description: 'Made by hand.',
    images: [
      { src: '/products/mug.svg', alt: 'A mug' },
      { src: '/products/mug-detail.svg', alt: 'Its glaze' },
    ],
    translations: { zh: { ...inChinese, ...translation } },
    purchaseLimit: null,
    proofOfWork: false,
    archived: false,
    skus: ['Moss', 'Clay'].map((Glaze) => {
      const skuId = v7();
      return { skuId, code: `C-${skuId}`, options: { Glaze }, priceCents: 900, archived: false };
    }),
    ...changes,
  };
  await saveProduct(shop.deps, testStaff(), mug);
  return mug;
}

const list = (query: { language: Language; search?: string; category?: string }) =>
  listProducts(shop.deps, { sort: 'name', page: 1, ...query });

describe('a viewer in another language', () => {
  test('gets translated texts, and the names of untranslated fields', async () => {
    const { slug } = await newMug({ description: undefined });
    expect(await getProduct(shop.deps, { slug, language: 'zh', buyerId: null })).toMatchObject({
      name: '马克杯',
      category: '厨房',
      description: 'Made by hand.',
      untranslatedFields: ['description'],
      images: [
        { alt: '一只马克杯', untranslatedFields: [] },
        { alt: 'Its glaze', untranslatedFields: ['alt'] },
      ],
      optionTranslations: { Glaze: '釉色', Moss: '苔绿色' },
      skus: [{ options: { Glaze: 'Moss' } }, { options: { Glaze: 'Clay' } }],
    });
  });

  test('gets the base texts of an untranslated product', async () => {
    const { slug } = await newMug({}, { translations: {} });
    expect(await getProduct(shop.deps, { slug, language: 'zh', buyerId: null })).toMatchObject({
      name: 'Mug',
      untranslatedFields: ['name', 'category', 'description'],
      optionTranslations: {},
    });
  });

  test('finds products by words of both languages', async () => {
    const tail = v7();
    const { productId } = await newMug({ name: `杯子${tail}` }, { name: `Cup ${tail}` });
    for (const search of [`Cup ${tail}`, `杯子${tail}`]) {
      const { products } = await list({ language: 'zh', search });
      expect(products).toMatchObject([
        { productId, name: `杯子${tail}`, imageAlt: '一只马克杯', untranslatedFields: [] },
      ]);
    }
  });

  test('filters by the base name of a category and gets its most frequent translation', async () => {
    const category = `Porcelain ${v7()}`;
    await newMug({ category: '瓷器' }, { category });
    await newMug({ category: '瓷器' }, { category });
    await newMug({ category: '陶瓷' }, { category });
    await newMug({ category: undefined }, { category });
    const { total } = await list({ language: 'zh', category });
    expect(total).toBe(4);
    expect(await listCategories(shop.deps, 'zh')).toContainEqual({
      category,
      name: '瓷器',
      untranslatedFields: [],
    });
  });

  test('gets the base name of an untranslated category', async () => {
    const category = `Porcelain ${v7()}`;
    await newMug({}, { category, translations: {} });
    expect(await listCategories(shop.deps, 'zh')).toContainEqual({
      category,
      name: category,
      untranslatedFields: ['name'],
    });
  });

  test('reads the cart in it', async () => {
    const { skus } = await newMug();
    const cart = await getSkus(shop.deps, {
      skuIds: [skus[0]!.skuId],
      language: 'zh',
      buyerId: null,
    });
    expect(cart.skus).toMatchObject([
      {
        productName: '马克杯',
        imageAlt: '一只马克杯',
        untranslatedFields: [],
        optionTranslations: { Moss: '苔绿色' },
      },
    ]);
  });

  test('places an order that keeps what was read and the base names, through to payment', async () => {
    const { skus, slug } = await newMug();
    const [moss, clay] = skus.map(({ skuId }) => skuId) as [string, string];
    const rows = skus.map(({ code }) => `${slug},${code},2`);
    await importProducts(shop.deps, testStaff(), {
      ...csvFile(['slug,code,on_hand', ...rows].join('\n')),
      setStock: true,
    });
    const { cookie, buyerId } = shop.newBuyer();
    const lines = { [moss]: 1, [clay]: 1 };
    const order = { expectedTotalCents: 1800, buyerId };
    const inBoth = [
      shop.buildOrder(lines, { ...order, language: 'zh' }),
      shop.buildOrder(lines, { ...order, language: 'en' }),
    ];
    await Promise.all(inBoth.map((command) => shop.shop.placeOrder(command, 'test')));
    const [read, base] = await Promise.all(
      inBoth.map(async ({ orderId }) => {
        const { data } = await callQuery(shop.url, 'orders.get', { input: { orderId }, cookie });
        return data as { lines: object[] };
      }),
    );
    expect(read).toMatchObject({ language: 'zh' });
    expect(read!.lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ skuId: moss, name: 'Mug, Moss', nameRead: '马克杯, 苔绿色' }),
        // Its glaze has no translation.
        expect.objectContaining({ skuId: clay, name: 'Mug, Clay', nameRead: '马克杯, Clay' }),
      ]),
    );
    expect(base).toMatchObject({ language: 'en', lines: [{ nameRead: null }, { nameRead: null }] });

    const { orderId } = inBoth[0]!;
    const { url } = await requestPayment(shop.deps, TEST_SHOPPER, orderId);
    expect(await (await fetch(url)).text()).toContain('马克杯, 苔绿色');
    const { data } = await callQuery(shop.url, 'orders.list', { input: {}, cookie });
    expect((data as { orders: object[] }).orders).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          orderId,
          language: 'zh',
          firstLine: { name: 'Mug, Clay', nameRead: '马克杯, Clay' },
        }),
      ]),
    );
  });
});

test('a viewer in the base language gets base texts only, and finds products by all texts', async () => {
  const { slug } = await newMug();
  expect(await getProduct(shop.deps, { slug, language: 'en', buyerId: null })).toMatchObject({
    name: 'Mug',
    untranslatedFields: [],
    images: [{ alt: 'A mug' }, { alt: 'Its glaze' }],
    optionTranslations: null,
  });
  const { products } = await list({ language: 'en', search: `马克杯 ${slug}` });
  expect(products).toMatchObject([{ slug, name: 'Mug' }]);
});

test('importing a file leaves translations as they are', async () => {
  const { productId, slug, skus } = await newMug();
  const csv = `slug,name,code,price\n${slug},Big Mug,${skus[0]!.code},12.00`;
  await importProducts(shop.deps, testStaff(), {
    ...csvFile(csv),
    setStock: true,
  });
  expect(await getStaffProduct(shop.deps, productId)).toMatchObject({
    name: 'Big Mug',
    translations: { zh: inChinese },
  });
});

test('changed translations are a conflict for another save', async () => {
  const mug = await newMug();
  const { version } = await getStaffProduct(shop.deps, mug.productId);
  const again = await saveProduct(shop.deps, testStaff(), { ...mug, version });
  expect(again.version).toBe(version);
  await saveProduct(shop.deps, testStaff(), { ...mug, version, translations: {} });
  const late = saveProduct(shop.deps, testStaff(), { ...mug, version, name: 'Cup' });
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
});
