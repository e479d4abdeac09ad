import { sql } from 'kysely';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listStock } from '../inventory/list-stock.ts';
import { OPTIONS_MAX, SKUS_MAX } from '../shared/limits.ts';
import type { SaveProductInput } from '../shared/product-schema.ts';
import { testStaff } from '../testing/actors.ts';
import { explainAll } from '../testing/explain-queries.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { listProducts } from './browse.ts';
import { saveProduct } from './save-product.ts';
import { listStaffProducts } from './staff-products.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

interface Texts {
  name: string;
  description?: string;
  category?: string;
  zh?: { name: string; options?: Record<string, string> };
  skus?: { code?: string; options?: Record<string, string>; archived?: boolean }[];
}

async function addProduct(texts: Texts): Promise<SaveProductInput> {
  const { name, description = '', category = 'Things', zh, skus = [{}] } = texts;
  const productId = v7();
  const product: SaveProductInput = {
    productId,
    version: null,
    slug: `p-${productId}`,
    name,
    description,
    category,
    images: [],
    translations: zh ? { zh: { alts: {}, options: {}, ...zh } } : {},
    purchaseLimit: null,
    proofOfWork: false,
    archived: false,
    skus: skus.map((sku) => {
      const skuId = v7();
      return { skuId, code: skuId, options: {}, priceCents: 900, archived: false, ...sku };
    }),
  };
  await saveProduct(shop.deps, testStaff(), product);
  return product;
}

const find = async (search: string, query: Partial<Parameters<typeof listProducts>[1]> = {}) => {
  const all = { language: 'en', sort: 'name', page: 1, search, ...query } as const;
  return (await listProducts(shop.deps, all)).products.map(({ name }) => name);
};

describe('a shopper finds', () => {
  beforeAll(async () => {
    await addProduct({ name: 'Café au Lait', description: 'For slow mornings by the sea.' });
    await addProduct({ name: 'Walnut Clock', category: 'Décor' });
    await addProduct({
      name: 'Stoneware Mug',
      zh: { name: '陶瓷马克杯', options: { Glaze: '釉色', Moss: '苔绿色' } },
      skus: [
        { code: 'MUG-0350-MOSS', options: { Glaze: 'Moss' } },
        { code: 'MUG-0350-CLAY', options: { Glaze: 'Clay' }, archived: true },
      ],
    });
    await addProduct({ name: 'Storage Boxes' });
    await addProduct({ name: 'Everyday T-Shirt' });
    await addProduct({ name: 'Straße Poster' });
    await addProduct({ name: 'Ærø Lamp' });
    await addProduct({ name: 'İstanbul Rug' });
    await addProduct({ name: 'Canvas Backpack' });
    await addProduct({ name: 'Bread Knife' });
    await addProduct({ name: 'Men’s Socks' });
    await addProduct({ name: 'Ｌｉｎｅｎ ㎏ Bag', zh: { name: '亚麻收纳袋' } });
  });

  test.each([
    ['cafe', 'Café au Lait', 'without its accent'],
    ['ＣＡＦＥ', 'Café au Lait', 'in full-width capital letters'],
    ['cafe\u0301', 'Café au Lait', 'with a combining accent'],
    ['ca\u00adfe\u200b', 'Café au Lait', 'with characters that cannot be seen'],
    ['mugs', 'Stoneware Mug', 'in the plural'],
    ['box', 'Storage Boxes', 'in the singular'],
    ['knives', 'Bread Knife', 'in an irregular plural'],
    ['walnut clok', 'Walnut Clock', 'with a letter left out'],
    ['wlanut', 'Walnut Clock', 'with two letters exchanged'],
    ['klock', 'Walnut Clock', 'with a wrong first letter'],
    ['bakpak', 'Canvas Backpack', 'with two letters left out'],
    ['decor', 'Walnut Clock', 'by its category'],
    ['pack', 'Canvas Backpack', 'by a part of a word'],
    ['sto mug', 'Stoneware Mug', 'by the beginning of a word'],
    ['tshirts', 'Everyday T-Shirt', 'without its hyphen'],
    ['t-shirt', 'Everyday T-Shirt', 'with its hyphen'],
    ['mens sock', 'Men’s Socks', 'without its apostrophe'],
    ["men's", 'Men’s Socks', 'with another apostrophe'],
    ['strasse', 'Straße Poster', 'with ss for ß'],
    ['STRAẞE', 'Straße Poster', 'with a capital ß'],
    ['aero', 'Ærø Lamp', 'with ae and o for æ and ø'],
    ['istanbul', 'İstanbul Rug', 'with a small i for İ'],
    ['ISTANBUL', 'İstanbul Rug', 'with a capital I for İ'],
    ['linen kg', 'Ｌｉｎｅｎ ㎏ Bag', 'written in wide letters'],
    ['morning', 'Café au Lait', 'by a word of its description'],
    ['a café for the mornings', 'Café au Lait', 'in a sentence'],
    ['mug-0350', 'Stoneware Mug', 'by the beginning of a code'],
    ['0350 moss', 'Stoneware Mug', 'by parts of a code'],
    ['moss mug', 'Stoneware Mug', 'by an option'],
    ['陶瓷', 'Stoneware Mug', 'by a Chinese word'],
    ['陶瓷杯', 'Stoneware Mug', 'by a shorter Chinese name'],
    ['马克杯 苔绿', 'Stoneware Mug', 'by a Chinese option'],
    ['收纳', 'Ｌｉｎｅｎ ㎏ Bag', 'by the middle of a Chinese name'],
  ])('by "%s": %s, %s', async (search, name) => {
    expect(await find(search)).toEqual([name]);
    expect(await find(search, { language: 'zh', sort: 'newest' })).toHaveLength(1);
  });

  test.each([
    '%',
    '---',
    'nowhere',
    'walnut nowhere',
    'clay',
    'cat',
    '茶壶',
    '500ml',
    'x'.repeat(100),
  ])('nothing by "%s"', async (search) => {
    expect(await find(search)).toEqual([]);
  });
});

test('what matches better is shown first, and typing errors count only when nothing else is found', async () => {
  await addProduct({ name: 'A Teapot for Tallow', description: 'Made like a candle' });
  await addProduct({ name: 'B Candles' });
  await addProduct({ name: 'C Candlestick' });
  await addProduct({ name: 'D Handles' });
  expect(await find('candle')).toEqual(['B Candles', 'C Candlestick', 'A Teapot for Tallow']);
  expect(await find('candl')).toEqual(['B Candles', 'C Candlestick', 'A Teapot for Tallow']);
  expect(await find('canlde')).toEqual(['B Candles']);
  expect(await find('candle', { sort: 'price' })).toEqual([
    'A Teapot for Tallow',
    'B Candles',
    'C Candlestick',
  ]);
});

test('a category that has no exact match finds typing errors, whatever other categories have', async () => {
  await addProduct({ name: 'Plate', category: 'Tableware' });
  await addProduct({ name: 'Plane', category: 'Toys' });
  expect(await find('plate')).toEqual(['Plate']);
  expect(await find('plate', { category: 'Toys' })).toEqual(['Plane']);
});

test('a search follows every change of a text', async () => {
  const product = await addProduct({ name: 'Quilt', skus: [{ code: 'Q-1' }] });
  const change = async (wanted: Partial<SaveProductInput>) => {
    const [found] = (await listStaffProducts(shop.deps, { search: product.slug })).products;
    expect(found?.productId).toBe(product.productId);
    const { version } = await saveProduct(shop.deps, testStaff(), {
      ...product,
      ...wanted,
      version: product.version,
    });
    Object.assign(product, wanted, { version });
  };
  product.version = (await saveProduct(shop.deps, testStaff(), product)).version;
  await change({ name: 'Bedspread' });
  expect([await find('quilt'), await find('bedspread')]).toEqual([[], ['Bedspread']]);
  await change({ skus: [{ ...product.skus[0]!, options: { Colour: 'Ochre' } }] });
  expect(await find('ochre')).toEqual(['Bedspread']);
  await change({ translations: { zh: { name: '床罩', alts: {}, options: {} } } });
  expect(await find('床罩')).toEqual(['Bedspread']);
  await change({ archived: true });
  expect(await find('bedspread')).toEqual([]);
});

test('staff find products and stock in any spelling, archived ones too, and one SKU by its code', async () => {
  const product = await addProduct({
    name: 'Crème Vase',
    zh: { name: '奶油花瓶' },
    skus: [
      { code: 'VASE-SMALL', options: { Size: 'Small' } },
      { code: 'VASE-LARGE', options: { Size: 'Large' } },
    ],
  });
  const codes = async (search: string) =>
    (await listStock(shop.deps, { search })).rows.map(({ code }) => code);
  for (const search of ['creme vases', 'Ｃreme', '花瓶', 'vsae']) {
    expect(await codes(search)).toEqual(['VASE-LARGE', 'VASE-SMALL']);
  }
  for (const search of ['vase-small', 'VASE SMALL', 'creme small', 'smal']) {
    expect(await codes(search)).toEqual(['VASE-SMALL']);
  }
  const names = async (archived: boolean) =>
    (await listStaffProducts(shop.deps, { search: 'creme larg', archived })).products.length;
  expect([await names(false), await names(true)]).toEqual([1, 0]);
  const { version } = await saveProduct(shop.deps, testStaff(), product);
  await saveProduct(shop.deps, testStaff(), { ...product, version, archived: true });
  expect([await names(false), await names(true)]).toEqual([0, 1]);
});

test('the largest product that the form takes is saved and found', async () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  /** A word of its own for each number, as long as a limit allows. */
  const word = (number: number, length: number) =>
    Array.from({ length }, (_, at) => letters[(number * 7 + at * (number % 11)) % 26]).join('');
  const text = (length: number, wordLength: number) =>
    Array.from({ length }, (_, at) => word(at, wordLength))
      .join(' ')
      .slice(0, length);
  await addProduct({
    name: `Colossus ${text(100, 12)}`,
    category: text(60, 12),
    description: text(4000, 8),
    zh: {
      name: '巨'.repeat(120),
      options: Object.fromEntries(
        Array.from({ length: OPTIONS_MAX * SKUS_MAX }, (_, at) => [`o${at}`, text(60, 10)]),
      ),
    },
    skus: Array.from({ length: SKUS_MAX }, (_, at) => ({
      code: `${word(at, 50)}-${at}`,
      options: Object.fromEntries(
        Array.from({ length: OPTIONS_MAX }, (_, n) => [`n${n}`, `${text(50, 12)} ${at}`]),
      ),
    })),
  });
  expect(await find('colossus')).toHaveLength(1);
});

test('among some thousand products a search reads what it finds, and no table from end to end', async () => {
  const adjectives = ['Oak', 'Linen', 'Copper', 'Glass', 'Woollen', 'Painted', 'Folding', 'Round'];
  const description =
    'Each piece is made by hand in a small workshop near the sea, from what grows and is spun around ' +
    'it, and is packed without plastic. Wipe it with a damp cloth; oil it once in a while.';
  const things = ['Chair', 'Blanket', 'Kettle', 'Bowl', 'Carpet', 'Frame', 'Table', 'Basket'];
  await sql`
    with new as (
      insert into products (product_id, slug, name, description, category, created_at)
      select gen_random_uuid(), 'many-' || n, concat_ws(' ',
        (${adjectives}::text[])[1 + n % 8], (${things}::text[])[1 + n / 8 % 8], 'No', n), ${description}, 'Many', now()
      from generate_series(1, 2000) as n returning product_id, slug
    )
    insert into skus (sku_id, product_id, code, price_cents)
    select gen_random_uuid(), product_id, slug, 100 from new`.execute(shop.ownerDb);
  await sql`
    insert into stock (sku_id, location_id)
    select sku_id, location_id from skus, locations on conflict do nothing`.execute(shop.ownerDb);
  await sql`analyze products, skus, stock, product_search, sku_search`.execute(shop.ownerDb);
  for (const search of ['oak chair no 1024', 'oak chiar 1024']) {
    const statements = await explainAll(async () => {
      expect(await find(search)).toEqual(['Oak Chair No 1024']);
      const staff = await listStaffProducts(shop.deps, { search });
      expect(staff.products).toHaveLength(1);
      expect((await listStock(shop.deps, { search })).rows).toHaveLength(1);
    });
    expect(statements.length).toBeGreaterThanOrEqual(4);
    for (const { text, seqScannedTables, rowsRead } of statements) {
      const big = seqScannedTables.filter((table) => table !== 'locations');
      expect({ search, text, big }).toMatchObject({ big: [] });
      expect({ search, text, rowsRead: rowsRead < 1000 }).toMatchObject({ rowsRead: true });
    }
  }
});
