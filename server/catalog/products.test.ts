import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '../test-shop.ts';
import { exportProducts } from './export-products.ts';
import { importProducts, previewImport } from './import-products.ts';
import { saveProduct } from './save-product.ts';
import type { SaveProductInput } from './save-product-input.ts';
import { getStaffProduct, listStaffProducts } from './staff-products.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.expectSound());
afterAll(() => shop.close());

function newProduct(changes: Partial<SaveProductInput> = {}): SaveProductInput {
  const productId = v7();
  return {
    productId,
    version: null,
    slug: `p-${productId}`,
    name: 'Lamp',
    description: '',
    category: 'Light',
    images: [{ src: '/products/lamp.svg', alt: 'A lamp' }],
    translations: {},
    archived: false,
    skus: [skuOf()],
    ...changes,
  };
}

function skuOf(changes: Partial<SaveProductInput['skus'][number]> = {}) {
  const skuId = v7();
  return { skuId, code: `C-${skuId}`, options: {}, priceCents: 900, archived: false, ...changes };
}

const by = { madeBy: 'staff@shop.example' };
const placeOne = (skuId: string) => shop.shop.placeOrder(shop.orderOf({ [skuId]: 1 }), 'test');

describe('saving a product', () => {
  test('creates it with an empty stock row for each variant', async () => {
    const input = newProduct();
    const { version } = await saveProduct(shop.deps, input);
    expect(await getStaffProduct(shop.deps, input.productId)).toMatchObject({
      version,
      name: 'Lamp',
      skus: [{ skuId: input.skus[0]!.skuId, priceCents: 900, onHand: 0, locked: 0 }],
    });
  });

  test('sent twice, or twice at once, makes one product', async () => {
    const input = newProduct();
    const answers = await Promise.all([
      saveProduct(shop.deps, input),
      saveProduct(shop.deps, input),
    ]);
    answers.push(await saveProduct(shop.deps, input));
    expect(new Set(answers.map(({ version }) => version)).size).toBe(1);
  });

  test('refuses what somebody else has changed meanwhile', async () => {
    const input = newProduct();
    const { version } = await saveProduct(shop.deps, input);
    await saveProduct(shop.deps, { ...input, version, name: 'Lamp I' });
    const late = saveProduct(shop.deps, { ...input, version, name: 'Lamp II' });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await getStaffProduct(shop.deps, input.productId)).toMatchObject({ name: 'Lamp I' });
  });

  test('names the address and the codes that are another product’s', async () => {
    const first = newProduct();
    await saveProduct(shop.deps, first);
    const twin = newProduct({ slug: first.slug, skus: [skuOf({ code: first.skus[0]!.code })] });
    await expect(saveProduct(shop.deps, twin)).rejects.toMatchObject({
      details: { code: 'VALIDATION', issues: [{ path: 'slug' }, { path: 'skus.0.code' }] },
    });
  });

  test('takes a variant that is left out off sale, and its open orders go on', async () => {
    const [kept, gone] = [skuOf({ options: { Size: 'S' } }), skuOf({ options: { Size: 'M' } })];
    const input = newProduct({ skus: [kept, gone] });
    const { version } = await saveProduct(shop.deps, input);
    const csv = `slug,code,on_hand\n${input.slug},${gone.code},3`;
    await importProducts(shop.deps, { csv, ...by });
    const order = shop.orderOf({ [gone.skuId]: 1 }, { expectedTotalCents: 900 });
    await shop.shop.placeOrder(order, 'test');

    await saveProduct(shop.deps, { ...input, version, skus: [kept] });
    expect(await getStaffProduct(shop.deps, input.productId)).toMatchObject({
      skus: [
        { code: kept.code, archived: false },
        { code: gone.code, archived: true, onHand: 3, locked: 1 },
      ],
    });
    await expect(placeOne(gone.skuId)).rejects.toMatchObject({ code: 'UNKNOWN_SKU' });
  });

  test('off sale it is listed apart', async () => {
    const input = newProduct({ name: `Retired ${v7()}`, archived: true });
    await saveProduct(shop.deps, input);
    const find = async (archived: boolean) =>
      (await listStaffProducts(shop.deps, { search: input.name, archived })).products.length;
    expect([await find(false), await find(true)]).toEqual([0, 1]);
  });
});

describe('importing a file', () => {
  const importCsv = (csv: string) => importProducts(shop.deps, { csv, ...by });

  test('creates products with their stock, and the same file again changes nothing', async () => {
    const slug = `i-${v7()}`;
    const csv = [
      'slug,name,category,code,options,price,on_hand',
      `${slug},Cup,Kitchen,${slug}-1,Size=S,5.00,4`,
      `${slug},,,${slug}-2,Size=M,6.00,0`,
    ].join('\n');
    expect(await importCsv(csv)).toEqual({ products: 1, stockRows: 1 });
    expect(await importCsv(csv)).toEqual({ products: 0, stockRows: 0 });
    expect(await previewImport(shop.deps, csv)).toMatchObject({
      wrong: 0,
      rows: [{ effect: 'same' }, { effect: 'same' }],
    });
  });

  test('imports nothing when one row is wrong', async () => {
    const slug = `i-${v7()}`;
    const csv = [
      'slug,name,category,code,price',
      `${slug},Cup,Kitchen,${slug}-1,5.00`,
      `${slug},,,${slug}-2,much`,
    ].join('\n');
    expect(await previewImport(shop.deps, csv)).toMatchObject({ wrong: 1 });
    await expect(importCsv(csv)).rejects.toMatchObject({ code: 'VALIDATION' });
    expect((await listStaffProducts(shop.deps, { search: slug })).products).toEqual([]);
  });

  test('sets what was counted while shoppers order, and never below what is locked', async () => {
    const slug = `i-${v7()}`;
    const head = 'slug,name,category,code,price,on_hand\n';
    const row = (onHand: number) => `${head}${slug},Cup,Kitchen,${slug}-1,10.00,${onHand}`;
    await importCsv(row(20));
    const { skus } = await productOf(slug);
    const orders = Array.from({ length: 5 }, () => placeOne(skus[0]!.skuId));
    await Promise.all([importCsv(row(12)), ...orders]);
    expect(await productOf(slug)).toMatchObject({ skus: [{ onHand: 12, locked: 5 }] });
    await expect(importCsv(row(4))).rejects.toMatchObject({ code: 'VALIDATION' });
  });

  test('what is exported can be imported again and changes nothing', async () => {
    const { csv, isCut } = await exportProducts(shop.deps);
    expect(isCut).toBe(false);
    expect(await importCsv(csv)).toEqual({ products: 0, stockRows: 0 });
  });

  async function productOf(slug: string) {
    const { products } = await listStaffProducts(shop.deps, { search: slug });
    return await getStaffProduct(shop.deps, products[0]!.productId);
  }
});
