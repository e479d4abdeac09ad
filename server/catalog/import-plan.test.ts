import { expect, test } from 'vitest';
import { planImport, type ImportState } from './import-plan.ts';
import { formatProductCsvs, parseProductCsv, type CsvRow } from './product-csv.ts';
import type { Product } from './product.ts';

const here = { locationId: 'here', name: 'Here' };
const there = { locationId: 'there', name: 'There' };

const mug: Product = {
  productId: 'mug',
  slug: 'mug',
  name: 'Mug',
  description: '',
  category: 'Kitchen',
  images: [],
  translations: {},
  archived: false,
  skus: [
    {
      skuId: 'mug-red',
      code: 'MUG-RED',
      options: { Colour: 'Red' },
      priceCents: 1000,
      archived: false,
    },
  ],
};

function stateOf(changes: Partial<ImportState> = {}): ImportState {
  let ids = 0;
  return {
    products: [mug],
    stock: new Map([['mug-red', [{ locationId: 'here', onHand: 10, locked: 3 }]]]),
    locations: [here, there],
    currencyDigits: 2,
    newId: () => `new-${++ids}`,
    ...changes,
  };
}

function rowOf(cells: Partial<CsvRow>): CsvRow {
  return {
    slug: '',
    name: '',
    description: '',
    category: '',
    images: '',
    code: '',
    options: '',
    price: '',
    location: '',
    on_hand: '',
    ...cells,
  };
}

const red = { slug: 'mug', code: 'MUG-RED' };
const lamp = { slug: 'lamp', name: 'Lamp', category: 'Light', code: 'LAMP', price: '89.00' };

test.each<[string, Partial<CsvRow>, string]>([
  ['leaves what it does not name as it is', red, 'same'],
  ['leaves what it says again as it is', { ...red, price: '10', options: 'Colour=Red' }, 'same'],
  ['changes a price', { ...red, price: '12.50' }, 'changed'],
  ['changes the name of the product', { ...red, name: 'Cup' }, 'changed'],
  ['adds a variant', { slug: 'mug', code: 'MUG-BLUE', price: '9,90' }, 'new_sku'],
  ['adds a product', lamp, 'new_product'],
])('a row %s', (_, cells, effect) => {
  expect(planImport([rowOf(cells)], stateOf()).rows).toMatchObject([
    { row: 2, effect, issues: [] },
  ]);
});

test.each<[string, Partial<CsvRow>, object]>([
  ['no address', { code: 'X' }, { column: 'slug', problem: 'missing' }],
  ['an address with blanks', { ...lamp, slug: 'my lamp' }, { column: 'slug', problem: 'invalid' }],
  ['no name for what is new', { ...lamp, name: '' }, { column: 'name', problem: 'missing' }],
  ['no price for what is new', { ...lamp, price: '' }, { column: 'price', problem: 'missing' }],
  ['a price in words', { ...red, price: 'ten' }, { column: 'price', problem: 'invalid' }],
  ['a price of nothing', { ...red, price: '0' }, { column: 'price', problem: 'invalid' }],
  ['too fine a price', { ...red, price: '1.005' }, { column: 'price', problem: 'invalid' }],
  ['options without a name', { ...red, options: 'Red' }, { column: 'options', problem: 'invalid' }],
  [
    'a script as a picture',
    { ...red, images: 'javascript:x y' },
    { column: 'images', problem: 'invalid' },
  ],
  [
    'an unknown location',
    { ...red, location: 'Moon' },
    { column: 'location', problem: 'unknown_location' },
  ],
  ['half a unit', { ...red, on_hand: '1.5' }, { column: 'on_hand', problem: 'invalid' }],
  [
    'less than is locked',
    { ...red, on_hand: '2' },
    { column: 'on_hand', problem: 'below_locked', number: 3 },
  ],
  [
    'a code of another product',
    { ...lamp, code: 'MUG-RED' },
    { column: 'code', problem: 'code_of_other_product' },
  ],
])('a row with %s is wrong, and nothing comes of it', (_, cells, issue) => {
  const plan = planImport([rowOf(cells)], stateOf());
  expect(plan.rows).toMatchObject([{ effect: 'wrong', issues: [issue] }]);
  expect(plan.stock).toEqual([]);
});

test('a row that contradicts an earlier one names it', () => {
  const rows = [rowOf({ ...red, name: 'Cup' }), rowOf({ ...red, name: 'Bowl', location: 'There' })];
  const plan = planImport(rows, stateOf());
  expect(plan.rows[1]).toMatchObject({
    effect: 'wrong',
    issues: [{ column: 'name', problem: 'differs_from_row', number: 2 }],
  });
});

test('a row that says the same SKU and location again names the first', () => {
  const plan = planImport([rowOf(red), rowOf(red)], stateOf());
  expect(plan.rows[1]).toMatchObject({ issues: [{ problem: 'same_as_row', number: 2 }] });
});

test('counts the stock of a SKU at each location', () => {
  const rows = [
    rowOf({ ...red, on_hand: '12' }),
    rowOf({ ...red, location: 'there', on_hand: '5' }),
    rowOf({ ...lamp, on_hand: '7' }),
  ];
  const plan = planImport(rows, stateOf());
  expect(plan.rows.map(({ delta }) => delta)).toEqual([2, 5, 7]);
  expect(plan.stock).toEqual([
    { skuId: 'mug-red', locationId: 'here', onHand: 12, isNew: false },
    { skuId: 'mug-red', locationId: 'there', onHand: 5, isNew: false },
    { skuId: 'new-2', locationId: 'here', onHand: 7, isNew: true },
  ]);
});

test('rows of one new product make one product', () => {
  const rows = [rowOf(lamp), rowOf({ slug: 'lamp', code: 'LAMP-BIG', price: '99' })];
  const { products } = planImport(rows, stateOf());
  expect(products).toHaveLength(1);
  expect(products[0]?.skus.map(({ code }) => code)).toEqual(['LAMP', 'LAMP-BIG']);
});

test('what is off sale comes back on sale', () => {
  const archived = {
    ...mug,
    archived: true,
    skus: mug.skus.map((sku) => ({ ...sku, archived: true })),
  };
  const { rows, products } = planImport([rowOf(red)], stateOf({ products: [archived] }));
  expect(rows).toMatchObject([{ effect: 'changed' }]);
  expect(products).toMatchObject([{ archived: false, skus: [{ archived: false }] }]);
});

test('an export read again changes nothing, whatever its cells hold', () => {
  const odd: Product = {
    ...mug,
    name: '=SUM(A1) "quoted", with comma',
    description: 'two\nlines; and more',
    images: [
      { src: '/products/mug.svg', alt: 'A mug, from above' },
      { src: '/products/mug-red.svg', alt: 'A red mug', options: { Colour: 'Red', Size: 'M' } },
      { src: '/products/mug-box.svg', alt: '[Colour=Red] is printed on its box' },
    ],
  };
  const [csv] = formatProductCsvs(
    [
      {
        ...odd,
        code: 'MUG-RED',
        options: { Colour: 'Red' },
        priceCents: 1000,
        location: 'Here',
        onHand: 10,
      },
    ],
    { currencyDigits: 2, withStock: true },
  );
  expect(csv).toContain(`"'=SUM(A1)`);
  const parsed = parseProductCsv(`\uFEFF${csv}`);
  expect(parsed.kind).toBe('rows');
  const rows = parsed.kind === 'rows' ? parsed.rows : [];
  const plan = planImport(rows, stateOf({ products: [odd] }));
  expect(plan).toMatchObject({ rows: [{ effect: 'same', issues: [] }], products: [], stock: [] });
});

test.each([
  ['slug,name\nmug,Mug', { kind: 'missing_columns', columns: ['code'] }],
  ['slug,code', { kind: 'empty' }],
  ['slug,code\nmug,"MUG', { kind: 'unreadable', problem: 'quotes', row: 2 }],
  ['slug,code\nmug,MUG\nmug,MUG,more', { kind: 'unreadable', problem: 'cells', row: 3 }],
  ['slug,code\nmug\0,MUG', { kind: 'unreadable', problem: 'no_text', row: null }],
  [`slug,code\n${'mug,MUG\n'.repeat(2001)}`, { kind: 'too_many_rows', limit: 2000 }],
])('a file that is none is told so (%#)', (csv, refusal) => {
  expect(parseProductCsv(csv)).toMatchObject(refusal);
});
