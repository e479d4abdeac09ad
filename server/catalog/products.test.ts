import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adjustStock } from '../inventory/adjust-stock.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { importProducts, previewImport } from './import-products.ts';
import { saveProduct } from './save-product.ts';
import type { SaveProductInput } from '../shared/product-schema.ts';
import { getStaffProduct, listStaffProducts } from './staff-products.ts';
import { testStaff } from '../testing/actors.ts';
import { csvFile, exportCsv } from '../testing/csv-file.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.expectNoAuditViolations());
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
    purchaseLimit: null,
    proofOfWork: false,
    archived: false,
    skus: [newSku()],
    ...changes,
  };
}

function newSku(changes: Partial<SaveProductInput['skus'][number]> = {}) {
  const skuId = v7();
  return { skuId, code: `C-${skuId}`, options: {}, priceCents: 900, archived: false, ...changes };
}

const by = { setStock: true };
const placeOne = (skuId: string) => shop.shop.placeOrder(shop.buildOrder({ [skuId]: 1 }), 'test');

describe('saving a product', () => {
  test('creates it with an empty stock row for each variant', async () => {
    const input = newProduct();
    const { version } = await saveProduct(shop.deps, testStaff(), input);
    expect(await getStaffProduct(shop.deps, input.productId)).toMatchObject({
      version,
      name: 'Lamp',
      skus: [{ skuId: input.skus[0]!.skuId, priceCents: 900, onHand: 0, locked: 0 }],
    });
  });

  test('sent twice, also concurrently, creates one product', async () => {
    const input = newProduct();
    const answers = await Promise.all([
      saveProduct(shop.deps, testStaff(), input),
      saveProduct(shop.deps, testStaff(), input),
    ]);
    answers.push(await saveProduct(shop.deps, testStaff(), input));
    expect(new Set(answers.map(({ version }) => version)).size).toBe(1);
  });

  test('is refused when the product has changed since it was loaded', async () => {
    const input = newProduct();
    const { version } = await saveProduct(shop.deps, testStaff(), input);
    await saveProduct(shop.deps, testStaff(), { ...input, version, name: 'Lamp I' });
    const late = saveProduct(shop.deps, testStaff(), { ...input, version, name: 'Lamp II' });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await getStaffProduct(shop.deps, input.productId)).toMatchObject({ name: 'Lamp I' });
  });

  test('names the address and the codes that are another product’s', async () => {
    const first = newProduct();
    await saveProduct(shop.deps, testStaff(), first);
    const duplicate = newProduct({
      slug: first.slug,
      skus: [newSku({ code: first.skus[0]!.code })],
    });
    await expect(saveProduct(shop.deps, testStaff(), duplicate)).rejects.toMatchObject({
      details: { code: 'VALIDATION', issues: [{ path: 'slug' }, { path: 'skus.0.code' }] },
    });
  });

  test('refuses a code that differs from another one only in capital letters, unless it is there already', async () => {
    const skus = [newSku({ code: `Lamp-${v7()}` })];
    const first = newProduct({ skus });
    const { version } = await saveProduct(shop.deps, testStaff(), first);
    const code = skus[0]!.code.toUpperCase();
    const refusal = { details: { code: 'VALIDATION', issues: [{ path: 'skus.0.code' }] } };
    const other = newProduct({ skus: [newSku({ code })] });
    await expect(saveProduct(shop.deps, testStaff(), other)).rejects.toMatchObject(refusal);
    const otherLetters = {
      ...first,
      version,
      skus: [newSku({ code, options: { Size: 'L' } }), ...skus],
    };
    await expect(saveProduct(shop.deps, testStaff(), otherLetters)).rejects.toMatchObject(refusal);
    await shop.deps.db
      .insertInto('skus')
      .values({
        sku_id: v7(),
        product_id: first.productId,
        code,
        options: JSON.stringify({ Size: 'XL' }),
        price_cents: 900,
      })
      .execute();
    const { version: now, ...product } = await getStaffProduct(shop.deps, first.productId);
    const kept = { ...first, version: now, name: 'Lamp II', skus: product.skus };
    expect(await saveProduct(shop.deps, testStaff(), kept)).toMatchObject({ outcome: 'changed' });
  });

  test('keeps options in the order in which staff wrote them, and changes that order', async () => {
    const options = { Size: 'M', Colour: 'Red', A: 'b' };
    const input = newProduct({ skus: [newSku({ options })] });
    const optionsOf = async () =>
      Object.keys((await getStaffProduct(shop.deps, input.productId)).skus[0]!.options);
    const { version } = await saveProduct(shop.deps, testStaff(), input);
    expect(await optionsOf()).toEqual(['Size', 'Colour', 'A']);
    const { A, ...others } = options;
    const reordered = { ...input.skus[0]!, options: { A, ...others } };
    await saveProduct(shop.deps, testStaff(), { ...input, version, skus: [reordered] });
    expect(await optionsOf()).toEqual(['A', 'Size', 'Colour']);
  });

  test('refuses the variant of another product', async () => {
    const first = newProduct();
    await saveProduct(shop.deps, testStaff(), first);
    const thief = newProduct({ skus: [newSku({ skuId: first.skus[0]!.skuId })] });
    await expect(saveProduct(shop.deps, testStaff(), thief)).rejects.toMatchObject({
      details: { code: 'VALIDATION', issues: [{ path: 'skus.0.skuId' }] },
    });
  });

  test('lets one of two concurrent new products have a slug and refuses the other', async () => {
    const slug = `p-${v7()}`;
    const answers = await Promise.allSettled([
      saveProduct(shop.deps, testStaff(), newProduct({ slug })),
      saveProduct(shop.deps, testStaff(), newProduct({ slug })),
    ]);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toMatchObject([
      { details: { code: 'VALIDATION', issues: [{ path: 'slug' }] } },
    ]);
  });

  test('takes a variant that is left out off sale, and its open orders go on', async () => {
    const [kept, gone] = [newSku({ options: { Size: 'S' } }), newSku({ options: { Size: 'M' } })];
    const input = newProduct({ skus: [kept, gone] });
    const { version } = await saveProduct(shop.deps, testStaff(), input);
    const csv = `slug,code,on_hand\n${input.slug},${gone.code},3`;
    await importProducts(shop.deps, testStaff(), { ...csvFile(csv), ...by });
    const order = shop.buildOrder({ [gone.skuId]: 1 }, { expectedTotalCents: 900 });
    await shop.shop.placeOrder(order, 'test');

    await saveProduct(shop.deps, testStaff(), { ...input, version, skus: [kept] });
    expect(await getStaffProduct(shop.deps, input.productId)).toMatchObject({
      skus: [
        { code: kept.code, archived: false },
        { code: gone.code, archived: true, onHand: 3, locked: 1 },
      ],
    });
    await expect(placeOne(gone.skuId)).rejects.toMatchObject({ code: 'UNKNOWN_SKU' });
  });

  test('returns the changed fields, none when nothing changed', async () => {
    const [small, large, added] = ['S', 'L', 'XL'].map((Size) => newSku({ options: { Size } }));
    const input = newProduct({ skus: [small!, large!] });
    const { outcome, version } = await saveProduct(shop.deps, testStaff(), input);
    expect(outcome).toBe('created');
    const wanted = {
      ...input,
      version,
      name: 'Lamp I',
      images: [],
      translations: { zh: { name: '灯', alts: {}, options: {} } },
      archived: true,
      skus: [
        { ...large!, archived: true },
        { ...small!, priceCents: 1100, options: { Size: 'M' } },
        { ...added!, priceCents: 1300 },
      ],
    };
    const saved = await saveProduct(shop.deps, testStaff(), wanted);
    expect(saved).toMatchObject({ outcome: 'changed' });
    expect(saved.changes).toEqual([
      { field: 'name', from: 'Lamp', to: 'Lamp I' },
      { field: 'images', from: '/products/lamp.svg A lamp', to: null },
      { field: 'translations', from: null, to: null },
      { field: 'productSale', from: 'on_sale', to: 'off_sale' },
      { field: 'variantSale', code: large!.code, from: 'on_sale', to: 'off_sale' },
      { field: 'options', code: small!.code, from: 'Size=S', to: 'Size=M' },
      { field: 'priceCents', code: small!.code, from: 900, to: 1100 },
      { field: 'newVariant', code: added!.code, from: null, to: 1300 },
    ]);
    expect(await saveProduct(shop.deps, testStaff(), wanted)).toMatchObject({
      outcome: 'unchanged',
      changes: [],
    });
  });

  test('reports reordered variants, but not for a removed one', async () => {
    const skus = ['S', 'M', 'L'].map((Size) => newSku({ options: { Size } }));
    const [small, medium, large] = skus as [(typeof skus)[0], (typeof skus)[0], (typeof skus)[0]];
    const input = newProduct({ skus });
    const { version } = await saveProduct(shop.deps, testStaff(), input);
    const fewer = await saveProduct(shop.deps, testStaff(), {
      ...input,
      version,
      skus: [small, large],
    });
    expect(fewer.changes.map(({ field }) => field)).toEqual(['variantSale']);
    const turned = { ...input, version: fewer.version, skus: [large, small, medium] };
    const { changes } = await saveProduct(shop.deps, testStaff(), turned);
    expect(changes.map(({ field }) => field)).toEqual(['variantSale', 'variantOrder']);
  });

  test('off sale it is listed separately', async () => {
    const input = newProduct({ name: `Retired ${v7()}`, archived: true });
    await saveProduct(shop.deps, testStaff(), input);
    const find = async (archived: boolean) =>
      (await listStaffProducts(shop.deps, { search: input.name, archived })).products.length;
    expect([await find(false), await find(true)]).toEqual([0, 1]);
  });
});

describe('importing a file', () => {
  const importCsv = (csv: string) =>
    importProducts(shop.deps, testStaff(), { ...csvFile(csv), ...by });
  const preview = (csv: string) => previewImport(shop.deps, csvFile(csv));

  test('creates products with their stock, and the same file again changes nothing', async () => {
    const slug = `i-${v7()}`;
    const csv = [
      'slug,name,category,code,options,price,on_hand',
      `${slug},Cup,Kitchen,${slug}-1,Size=S,5.00,4`,
      `${slug},,,${slug}-2,Size=M,6.00,0`,
    ].join('\n');
    expect(await importCsv(csv)).toMatchObject({ products: 1, stockRows: 1, slugs: [slug] });
    expect(await importCsv(csv)).toMatchObject({ products: 0, stockRows: 0 });
    expect(await preview(csv)).toMatchObject({
      effects: { invalid: 0, unchanged: 2 },
      rows: [{ effect: 'unchanged' }, { effect: 'unchanged' }],
    });
  });

  test('returns the counts of new and changed variants, and the changed prices', async () => {
    const [known, fresh] = [`i-${v7()}`, `i-${v7()}`];
    const head = 'slug,name,category,code,options,price\n';
    await importCsv(`${head}${known},Cup,Kitchen,${known}-1,Size=S,5.00`);
    const rows = [
      `${known},Beaker,,${known}-1,,6.00`,
      `${known},,,${known}-2,Size=M,7.00`,
      `${fresh},Bowl,Kitchen,${fresh}-1,,8.00`,
    ];
    const answer = await importCsv(head + rows.join('\n'));
    expect(answer).toMatchObject({
      rows: 3,
      products: 2,
      newProducts: 1,
      newVariants: 2,
      changedVariants: 1,
    });
    expect(answer.changes).toEqual([
      { field: 'priceCents', code: `${known}-1`, from: 500, to: 600 },
    ]);
  });

  test('imports nothing when one row is wrong', async () => {
    const slug = `i-${v7()}`;
    const csv = [
      'slug,name,category,code,price',
      `${slug},Cup,Kitchen,${slug}-1,5.00`,
      `${slug},,,${slug}-2,much`,
    ].join('\n');
    expect(await preview(csv)).toMatchObject({ effects: { invalid: 1 } });
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
    for (const withStock of [false, true]) {
      const csv = await exportCsv(shop.deps, { withStock });
      expect(await importCsv(csv)).toMatchObject({ products: 0, stockRows: 0 });
    }
  });

  test('a price that is edited in an export leaves the stock as it is, however much was sold since', async () => {
    const slug = `i-${v7()}`;
    await importCsv(
      `slug,name,category,code,price,on_hand\n${slug},Cup,Kitchen,${slug}-1,10.00,20`,
    );
    const csv = await exportCsv(shop.deps, { withStock: true });
    const edited = csv.replace(`${slug}-1,,10.00`, `${slug}-1,,12.00`);
    const [sku] = (await productOf(slug)).skus;
    const { location_id: locationId } = await shop.deps.db
      .selectFrom('locations')
      .select('location_id')
      .executeTakeFirstOrThrow();
    const sold = { skuId: sku!.skuId, locationId, delta: -5, reason: 'lost', note: '' } as const;
    await adjustStock(shop.deps, testStaff(), sold);

    expect(await preview(edited)).toMatchObject({
      stock: { rows: 1, unitsUp: 5, unitsDown: 0 },
    });
    await importProducts(shop.deps, testStaff(), {
      ...csvFile(edited),
      setStock: false,
    });
    expect(await productOf(slug)).toMatchObject({ skus: [{ priceCents: 1200, onHand: 15 }] });
    const plain = await exportCsv(shop.deps, { withStock: false });
    expect(plain.split('\r\n')[0]).not.toMatch(/on_hand|location/);
  });

  async function productOf(slug: string) {
    const { products } = await listStaffProducts(shop.deps, { search: slug });
    return await getStaffProduct(shop.deps, products[0]!.productId);
  }
});
