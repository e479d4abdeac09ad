import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { getProduct, getSkus, listCategories, listProducts } from './browse.ts';
import { saveProduct } from './save-product.ts';
import type { SaveProductInput } from '../shared/product-schema.ts';
import { testStaff } from '../testing/actors.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.expectNoAuditViolations());
afterAll(() => shop.close());

type ProductOverrides = Partial<SaveProductInput> & { options?: Record<string, string>[] };

async function addProduct({
  options = [{}],
  ...wish
}: ProductOverrides): Promise<SaveProductInput> {
  const productId = v7();
  const product: SaveProductInput = {
    productId,
    version: null,
    slug: `p-${productId}`,
    name: 'Lamp',
    description: '',
    category: 'Light',
    images: [],
    translations: {},
    purchaseLimit: null,
    proofOfWork: false,
    archived: false,
    skus: options.map((choice) => {
      const skuId = v7();
      return { skuId, code: `C-${skuId}`, options: choice, priceCents: 900, archived: false };
    }),
    ...wish,
  };
  await saveProduct(shop.deps, testStaff(), product);
  return product;
}

const list = (query: Partial<Parameters<typeof listProducts>[1]>) =>
  listProducts(shop.deps, { language: 'en', sort: 'name', page: 1, ...query });
const skusFor = (skuIds: string[], buyerId: string | null) =>
  getSkus(shop.deps, { skuIds, language: 'en', buyerId });
const listCategoryNames = async () =>
  (await listCategories(shop.deps, 'en')).map(({ category }) => category);
const listProductNames = async (query: Parameters<typeof list>[0]) =>
  (await list(query)).products.map(({ name }) => name);

test('names are sorted alphabetically, ignoring case and accents', async () => {
  const category = 'Order';
  for (const name of ['zinnia', 'Äpfel', 'Zebra', 'apron', 'Ball']) {
    await addProduct({ name, category });
  }
  expect(await listProductNames({ category })).toEqual([
    'Äpfel',
    'apron',
    'Ball',
    'Zebra',
    'zinnia',
  ]);
});

test('Chinese names are in the order of their sounds', async () => {
  const category = 'Sounds';
  for (const zh of ['杯子', '茶壶', '安全帽']) {
    await addProduct({ category, translations: { zh: { name: zh, alts: {}, options: {} } } });
  }
  expect(await listProductNames({ category, language: 'zh' })).toEqual(['安全帽', '杯子', '茶壶']);
});

test.for(['name', 'price', 'price-desc', 'newest'] as const)(
  'by %s: products that tie are each on exactly one page',
  async (sort) => {
    const category = `Ties by ${sort}`;
    for (let number = 0; number < 30; number++) await addProduct({ category });
    const seen = new Set<string>();
    for (const page of [1, 2, 3]) {
      for (const { productId } of (await list({ category, sort, page })).products) {
        seen.add(productId);
      }
    }
    expect(seen.size).toBe(30);
  },
);

test('beyond the last page is the last page', async () => {
  const category = 'Few';
  for (let number = 0; number < 13; number++) await addProduct({ category });
  const found = await list({ category, page: 9 });
  expect(found).toMatchObject({ total: 13, page: 2, pages: 2 });
  expect(found.products).toHaveLength(1);
  expect(await list({ category: 'None', page: 9 })).toMatchObject({ total: 0, page: 1, pages: 1 });
});

test('a search ignores case in every script, words given twice, and words beyond the tenth', async () => {
  const category = 'Case';
  await addProduct({ name: 'ÄPFEL Ωmega ten', category });
  expect(await listProductNames({ category, search: 'äpfel ωMEGA' })).toHaveLength(1);
  const repeated = Array.from({ length: 20 }, () => 'ten').join(' ');
  expect(await listProductNames({ category, search: `${repeated} nowhere` })).toEqual([]);
  const beginnings = 'ä äp äpf äpfe ω ωm ωme t te ten';
  expect(await listProductNames({ category, search: `${beginnings} nowhere` })).toHaveLength(1);
});

test('a search finds products that have each of its words, in their texts, options or codes', async () => {
  const category = 'Words';
  const description = 'Soft on the skin.';
  const options = [{ Colour: 'Moss' }, { Colour: 'Night' }];
  const tee = await addProduct({ name: 'Everyday Tee', category, description, options });
  await addProduct({ name: 'Moss Garden', category });

  expect(await listProductNames({ category, search: 'tee moss' })).toEqual(['Everyday Tee']);
  expect(await listProductNames({ category, search: 'moss' })).toEqual([
    'Moss Garden',
    'Everyday Tee',
  ]);
  expect(await listProductNames({ search: ' SKIN  words ' })).toEqual(['Everyday Tee']);
  expect(await listProductNames({ search: tee.skus[1]!.code.toLowerCase() })).toEqual([
    'Everyday Tee',
  ]);
  expect(await listProductNames({ category, search: 'tee colour' })).toEqual([]);
  expect(await listProductNames({ category, search: '%' })).toEqual([]);
});

test('a category is offered while something in it is on sale', async () => {
  await addProduct({ category: 'Kept' });
  const gone = await addProduct({ category: 'Gone' });
  expect(await listCategoryNames()).toEqual(expect.arrayContaining(['Gone', 'Kept']));
  await shop.deps.db
    .updateTable('skus')
    .set({ archived_at: new Date() })
    .where('sku_id', '=', gone.skus[0]!.skuId)
    .execute();
  expect(await listCategoryNames()).toContain('Kept');
  expect(await listCategoryNames()).not.toContain('Gone');
});

test.each([
  ['sold out', 0],
  ['nearly sold out', 2],
])(
  'a product that is %s shows the shopper what their own unpaid order holds of it',
  async (_, left) => {
    const skuId = await shop.newSku({ onHand: 3 + left });
    const mine = shop.buildOrder({ [skuId]: 1 });
    await shop.shop.placeOrder(mine, 'test');
    await shop.shop.placeOrder(shop.buildOrder({ [skuId]: 2 }), 'test');

    const [sku] = (await skusFor([skuId], mine.buyerId)).skus;
    expect(sku).toMatchObject({
      available: left,
      locked: 3,
      lockedByOwnOrders: { units: 1, orderId: mine.orderId },
    });
    expect(sku?.availableAgainBy).not.toBeNull();
    const [asOthers] = (await skusFor([skuId], v7())).skus;
    expect(asOthers).toMatchObject({ locked: 3, lockedByOwnOrders: null });
    const slug = sku!.productSlug;
    const product = await getProduct(shop.deps, { slug, language: 'en', buyerId: mine.buyerId });
    expect(product.skus[0]?.lockedByOwnOrders?.units).toBe(1);
  },
);

test.each([
  ['reserved', 2, { available: 0, locked: 2 }],
  ['sold out', 0, { available: 0, locked: 0 }],
])('the list shows reserved units apart from missing ones: %s', async (_, onHand, counts) => {
  const skuId = await shop.newSku({ onHand });
  if (onHand > 0) await shop.shop.placeOrder(shop.buildOrder({ [skuId]: onHand }), 'test');
  const { products } = await listProducts(shop.deps, {
    language: 'en',
    search: skuId,
    sort: 'name',
    page: 1,
  });
  expect(products).toEqual([expect.objectContaining(counts)]);
});

test('a cart shows that a product is no longer sold, or that it has no picture', async () => {
  const { skus, productId } = await addProduct({});
  const skuIds = skus.map(({ skuId }) => skuId);
  const before = await skusFor(skuIds, null);
  expect(before).toMatchObject({ currency: 'EUR', skus: [{ image: null }] });
  await shop.deps.db
    .updateTable('products')
    .set({ archived_at: new Date() })
    .where('product_id', '=', productId)
    .execute();
  expect((await skusFor(skuIds, null)).skus).toEqual([]);
});

test('a variant is shown by the picture that shows it, and by one of all variants where there is none', async () => {
  const { slug, skus } = await addProduct({
    images: [
      { src: '/red.svg', alt: 'A red lamp', options: { Colour: 'Red' } },
      { src: '/small.svg', alt: 'A small blue lamp', options: { Colour: 'Blue', Size: 'S' } },
      { src: '/any.svg', alt: 'A lamp' },
    ],
    options: [
      { Colour: 'Red', Size: 'S' },
      { Colour: 'Red', Size: 'L' },
      { Colour: 'Blue', Size: 'S' },
      { Colour: 'Blue', Size: 'L' },
    ],
  });
  const shown = ['/red.svg', '/red.svg', '/small.svg', '/any.svg'];
  const product = await getProduct(shop.deps, { slug, language: 'en', buyerId: null });
  expect(product.skus.map(({ image }) => image)).toEqual(shown);
  const inCart = await skusFor(
    skus.map(({ skuId }) => skuId),
    null,
  );
  const byId = new Map(inCart.skus.map(({ skuId, image }) => [skuId, image]));
  expect(skus.map(({ skuId }) => byId.get(skuId))).toEqual(shown);
});
