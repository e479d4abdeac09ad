import { expect, test } from 'vitest';
import { SKUS_MAX } from '../shared/limits.ts';
import { planImport as planRows, type ImportState } from './import-plan.ts';
import {
  createCsvFormatter,
  FIRST_DATA_ROW,
  readProductCsv,
  UnreadableFileError,
  type CsvRow,
  type NumberedRow,
} from './product-csv.ts';
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
  purchaseLimit: null,
  proofOfWork: false,
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

function createImportState(changes: Partial<ImportState> = {}): ImportState {
  let ids = 0;
  return {
    products: [mug],
    stock: new Map([['mug-red', [{ locationId: 'here', onHand: 10, locked: 3 }]]]),
    locations: [here, there],
    currency: 'EUR',
    newId: () => `new-${++ids}`,
    ...changes,
  };
}

function planImport(rows: readonly CsvRow[], state: ImportState) {
  return planRows(
    rows.map((cells, index) => ({ row: index + FIRST_DATA_ROW, cells })),
    state,
  );
}

/** Reads a file that arrives in parts of `size` bytes. */
async function readCsv(csv: string, size = 64_000): Promise<NumberedRow[]> {
  const bytes = Buffer.from(csv);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const rows: NumberedRow[] = [];
  for await (const row of readProductCsv(chunks())) rows.push(row);
  return rows;
}

function createCsvRow(cells: Partial<CsvRow>): CsvRow {
  return {
    slug: '',
    name: '',
    description: '',
    category: '',
    images: '',
    per_customer: '',
    code: '',
    options: '',
    price: '',
    location: '',
    on_hand: '',
    ...cells,
  };
}

const badCount = { column: 'on_hand', problem: 'invalid' };
const badPrice = { column: 'price', problem: 'invalid' };
const red = { slug: 'mug', code: 'MUG-RED' };
const lamp = { slug: 'lamp', name: 'Lamp', category: 'Light', code: 'LAMP', price: '89.00' };

test.each<[string, Partial<CsvRow>, string]>([
  ['leaves what it does not name as it is', red, 'unchanged'],
  [
    'leaves what it says again as it is',
    { ...red, price: '10', options: 'Colour=Red' },
    'unchanged',
  ],
  ['changes a price', { ...red, price: '12.50' }, 'changed'],
  ['changes the name of the product', { ...red, name: 'Cup' }, 'changed'],
  ['adds a variant', { slug: 'mug', code: 'MUG-BLUE', price: '9,90' }, 'new_sku'],
  ['adds a product', lamp, 'new_product'],
])('a row %s', (_, cells, effect) => {
  expect(planImport([createCsvRow(cells)], createImportState()).rows).toMatchObject([
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
  ['a unit count with a separator', { ...red, on_hand: '1.000' }, badCount],
  ['a unit count with an exponent', { ...red, on_hand: '1e3' }, badCount],
  ['a hexadecimal unit count', { ...red, on_hand: '0x10' }, badCount],
  ['a price with a thousands separator', { ...red, price: '1.000' }, badPrice],
  ['another price with one', { ...red, price: '1,000.00' }, badPrice],
  [
    'a code in other capital letters',
    { slug: 'mug', code: 'mug-red', price: '9', options: 'Colour=Blue' },
    { column: 'code', problem: 'code_in_other_letters', other: 'MUG-RED' },
  ],
  [
    'the options of another variant',
    { slug: 'mug', code: 'MUG-2', price: '9', options: 'Colour=Red' },
    { column: 'options', problem: 'same_options', other: 'MUG-RED' },
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
    { column: 'code', problem: 'code_of_other_product', value: 'MUG-RED', other: 'mug' },
  ],
])('a row with %s is wrong, and nothing comes of it', (_, cells, issue) => {
  const plan = planImport([createCsvRow(cells)], createImportState());
  expect(plan.rows).toMatchObject([{ effect: 'invalid', issues: [issue] }]);
  expect(plan.stock).toEqual([]);
});

test('two rows with the same options are both wrong, and so are more variants than a product may have', () => {
  const row = (code: string, options: string) =>
    createCsvRow({ ...lamp, code, options, price: '9' });
  const sameOptions = [row('A', 'Size=M'), row('B', 'Size=M'), row('C', 'Size=L')];
  expect(planImport(sameOptions, createImportState()).rows.map(({ effect }) => effect)).toEqual([
    'invalid',
    'invalid',
    'new_product',
  ]);
  const many = Array.from({ length: SKUS_MAX + 1 }, (_, n) => row(`L-${n}`, `Size=${n}`));
  const { rows } = planImport(many, createImportState());
  expect(rows[0]!.issues).toMatchObject([{ problem: 'too_many_variants' }]);
});

test('a row with an invalid slug or code reports its other issues too', () => {
  const bad = { name: 'x'.repeat(121), price: '12,5O', location: 'Moon', on_hand: '-1' };
  const others = [
    { column: 'name', problem: 'invalid' },
    { column: 'price', problem: 'invalid', value: '12,5O' },
    { column: 'on_hand', problem: 'invalid', value: '-1' },
    { column: 'location', problem: 'unknown_location', value: 'Moon' },
  ];
  const rows = [
    createCsvRow({ ...red, ...bad, slug: 'Blue Shirt' }),
    createCsvRow({ ...red, ...bad, code: 'MUG RED' }),
    createCsvRow({ ...red, ...bad, slug: '', code: '' }),
  ];
  const plan = planImport(rows, createImportState());
  expect(plan.rows.map(({ issues }) => issues)).toMatchObject([
    [{ column: 'slug', problem: 'invalid', value: 'Blue Shirt' }, ...others],
    [{ column: 'code', problem: 'invalid', value: 'MUG RED' }, ...others],
    [{ column: 'slug', problem: 'missing' }, { column: 'code', problem: 'missing' }, ...others],
  ]);
});

test('a row with an invalid slug reports no missing cells, since its product may exist', () => {
  const { rows } = planImport(
    [createCsvRow({ slug: 'Mug', code: 'MUG-RED' })],
    createImportState(),
  );
  expect(rows[0]?.issues).toMatchObject([{ column: 'slug', problem: 'invalid' }]);
});

test('an issue of a new product is reported in one row only', () => {
  const rows = [
    createCsvRow({ ...lamp, name: 'x'.repeat(121) }),
    createCsvRow({ slug: 'lamp', code: 'LAMP-BIG', price: '99' }),
  ];
  const plan = planImport(rows, createImportState());
  expect(plan.rows.map(({ effect }) => effect)).toEqual(['invalid', 'new_product']);
});

test('an issue holds the start of a long value, and the invalid one of several pictures', () => {
  const { rows } = planImport(
    [createCsvRow({ ...red, name: 'x'.repeat(900), images: '/mug.svg A mug\njavascript:x y' })],
    createImportState(),
  );
  expect(rows[0]?.issues).toMatchObject([
    { column: 'name', value: `${'x'.repeat(79)}…` },
    { column: 'images', value: 'javascript:x y' },
  ]);
});

test('a row that contradicts an earlier one reports that row and its value', () => {
  const rows = [
    createCsvRow({ ...red, name: 'Cup' }),
    createCsvRow({ ...red, name: 'Bowl', location: 'There' }),
  ];
  const plan = planImport(rows, createImportState());
  expect(plan.rows[1]).toMatchObject({
    effect: 'invalid',
    issues: [
      { column: 'name', problem: 'differs_from_row', number: 2, value: 'Bowl', other: 'Cup' },
    ],
  });
});

test('a second row of a SKU and location reports the first', () => {
  const plan = planImport([createCsvRow(red), createCsvRow(red)], createImportState());
  expect(plan.rows[1]).toMatchObject({ issues: [{ problem: 'duplicates_row', number: 2 }] });
});

test('counts the stock of a SKU at each location', () => {
  const rows = [
    createCsvRow({ ...red, on_hand: '12' }),
    createCsvRow({ ...red, location: 'there', on_hand: '5' }),
    createCsvRow({ ...lamp, on_hand: '7' }),
  ];
  const plan = planImport(rows, createImportState());
  expect(plan.rows.map(({ location, onHand }) => [location, onHand])).toEqual([
    ['Here', { from: 10, to: 12 }],
    ['There', { from: 0, to: 5 }],
    ['Here', { from: 0, to: 7 }],
  ]);
  expect(plan.stock).toEqual([
    { skuId: 'mug-red', locationId: 'here', onHand: 12, isNew: false },
    { skuId: 'mug-red', locationId: 'there', onHand: 5, isNew: false },
    { skuId: 'new-2', locationId: 'here', onHand: 7, isNew: true },
  ]);
});

test('rows of one new product make one product', () => {
  const rows = [createCsvRow(lamp), createCsvRow({ slug: 'lamp', code: 'LAMP-BIG', price: '99' })];
  const { products } = planImport(rows, createImportState());
  expect(products).toHaveLength(1);
  expect(products[0]?.skus.map(({ code }) => code)).toEqual(['LAMP', 'LAMP-BIG']);
});

test.each<[string, Partial<CsvRow>, object[]]>([
  ['a price', { price: '12.50' }, [{ field: 'priceCents', from: 1000, to: 1250 }]],
  ['a name', { name: 'Cup' }, [{ field: 'name', from: 'Mug', to: 'Cup' }]],
  ['a category', { category: 'Table' }, [{ field: 'category', from: 'Kitchen', to: 'Table' }]],
  ['a description', { description: 'Round' }, [{ field: 'description', from: null, to: 'Round' }]],
  [
    'pictures',
    { images: '/mug.svg A mug\n/in.svg Its inside' },
    [{ field: 'images', from: null, to: '/mug.svg A mug; /in.svg Its inside' }],
  ],
  [
    'options',
    { options: 'Colour=Blue; Size=M' },
    [{ field: 'options', from: 'Colour=Red', to: 'Colour=Blue; Size=M' }],
  ],
  ['nothing', { price: '10.00', name: 'Mug', options: 'Colour=Red' }, []],
])('a row that changes %s reports the old and the new value', (_, cells, changes) => {
  expect(
    planImport([createCsvRow({ ...red, ...cells })], createImportState()).rows[0]?.changes,
  ).toEqual(changes);
});

test('the change of a long text is an excerpt around the difference', () => {
  const start = 'A mug that is thrown and glazed by hand in small lots, and fired twice';
  const described = { ...mug, description: `${start} in oak. ${'More. '.repeat(50)}` };
  const { rows } = planImport(
    [createCsvRow({ ...red, description: `${start} in birch. ${'More. '.repeat(50)}` })],
    createImportState({ products: [described] }),
  );
  const [change] = rows[0]!.changes;
  expect(change?.from).toMatch(/^….* in oak\. .*…$/);
  expect(change?.to).toMatch(/^….* in birch\. .*…$/);
  expect(String(change?.from).length).toBeLessThanOrEqual(81);
});

test('the row of a new product reports all of its fields', () => {
  const rows = [createCsvRow(lamp), createCsvRow({ ...red, code: 'MUG-BLUE', price: '9,90' })];
  expect(planImport(rows, createImportState()).rows.map(({ changes }) => changes)).toEqual([
    [
      { field: 'slug', from: null, to: 'lamp' },
      { field: 'name', from: null, to: 'Lamp' },
      { field: 'category', from: null, to: 'Light' },
      { field: 'priceCents', from: null, to: 8900 },
    ],
    [{ field: 'priceCents', from: null, to: 990 }],
  ]);
});

test('each row reports the changes of its own cells; empty cells change nothing', () => {
  const blue = { skuId: 'mug-blue', code: 'MUG-BLUE', options: {}, priceCents: 1000 };
  const two = { ...mug, skus: [...mug.skus, { ...blue, archived: false }] };
  const rows = [
    createCsvRow({ ...red, name: 'Cup' }),
    createCsvRow({ slug: 'mug', code: 'MUG-BLUE' }),
  ];
  expect(planImport(rows, createImportState({ products: [two] })).rows).toMatchObject([
    { effect: 'changed', changes: [{ field: 'name' }] },
    { effect: 'unchanged', changes: [] },
  ]);
});

test('an archived product or SKU becomes active, and its row reports it', () => {
  const skus = mug.skus.map((sku) => ({ ...sku, archived: true }));
  const planFor = (archived: boolean) =>
    planImport([createCsvRow(red)], createImportState({ products: [{ ...mug, archived, skus }] }));
  const back = { from: 'off_sale', to: 'on_sale' };
  const { rows, products } = planFor(true);
  expect(rows).toMatchObject([{ effect: 'changed' }]);
  expect(rows[0]?.changes).toEqual([
    { field: 'productSale', ...back },
    { field: 'variantSale', ...back },
  ]);
  expect(products).toMatchObject([{ archived: false, skus: [{ archived: false }] }]);
  expect(planFor(false).rows[0]?.changes).toEqual([{ field: 'variantSale', ...back }]);
});

test('importing an export changes nothing', async () => {
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
  const { header, format } = createCsvFormatter({ currency: 'EUR', withStock: true });
  const row = { code: 'MUG-RED', options: { Colour: 'Red' }, priceCents: 1000 };
  const csv = header + format([{ ...odd, ...row, location: 'Here', onHand: 10 }]);
  expect(csv).toContain(`"'=SUM(A1)`);
  const plan = planRows(await readCsv(csv), createImportState({ products: [odd] }));
  expect(plan).toMatchObject({
    rows: [{ effect: 'unchanged', issues: [] }],
    products: [],
    stock: [],
  });
});

test('empty rows change nothing, and the others are counted as a spreadsheet counts them', async () => {
  const found = await readCsv('slug,code,price\n\n,,\nmug,MUG-RED,ten\n,,\n\n');
  const { rows } = planRows(found, createImportState());
  expect(rows).toMatchObject([{ row: 4, code: 'MUG-RED', effect: 'invalid' }]);
});

test.each([
  ['', { kind: 'missing_columns', columns: ['slug', 'code'] }],
  ['slug,code\n\nmug,MUG\nmug,MUG,more', { kind: 'unreadable', problem: 'cells', row: 4 }],
  ['slug,code\n\nmug,"MUG', { kind: 'unreadable', problem: 'quotes', row: 3 }],
  ['slug,name\nmug,Mug', { kind: 'missing_columns', columns: ['code'] }],
  ['slug,code', { kind: 'empty' }],
  ['slug,code\nmug,"MUG', { kind: 'unreadable', problem: 'quotes', row: 2 }],
  ['slug,code\nmug,MUG\nmug,MUG,more', { kind: 'unreadable', problem: 'cells', row: 3 }],
  [
    'slug,code,name\nmug,MUG,Gr\uFFFD\uFFFDe',
    { kind: 'unreadable', problem: 'no_text', row: null },
  ],
  ['slug,code\nmug\0,MUG', { kind: 'unreadable', problem: 'no_text', row: null }],
  [`slug,code\n${'a,b\n'.repeat(200_001)}`, { kind: 'too_many_rows', limit: 200_000 }],
  [`slug,code\n"${'mug,MUG\n'.repeat(100_000)}`, { kind: 'unreadable', problem: 'quotes', row: 2 }],
])('a file that is no product CSV is refused with the reason (%#)', async (csv, refusal) => {
  const error = await readCsv(csv).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreadableFileError);
  expect(error).toMatchObject({ reason: refusal });
});

test.each([',', ';', '\t'])(
  '%j is read as the delimiter from the header, although the cells contain others',
  async (separator) => {
    const lines = [
      ['slug', 'code', 'options'],
      ['mug', 'MUG-RED', '"Colour=Red; Size=M; Handle=Left, right"'],
    ];
    const csv = `${lines.map((cells) => cells.join(separator)).join('\n')}\n`;
    const options = 'Colour=Red; Size=M; Handle=Left, right';
    expect(await readCsv(csv)).toMatchObject([
      { row: 2, cells: { slug: 'mug', code: 'MUG-RED', options } },
    ]);
  },
);

test.each([1, 2, 3, 5, 7, 64])(
  'a file in parts of %d bytes is read as a whole one, wherever it is cut',
  async (size) => {
    const csv =
      '\uFEFFslug;code;name;description\r\n\r\nmug;M-1;"Größe ""L""; 陶瓷杯";"two\r\nlines"\r\n;;;\r\nmug;M-2;"";last';
    const whole = await readCsv(csv);
    expect(whole).toMatchObject([
      { row: 3, cells: { code: 'M-1', name: 'Größe "L"; 陶瓷杯', description: 'two\nlines' } },
      { row: 5, cells: { code: 'M-2', name: '', description: 'last' } },
    ]);
    expect(await readCsv(csv, size)).toEqual(whole);
  },
);

test('a code that the file has first elsewhere is wrong, although those rows are planned before', () => {
  const fileCodes = new Map([
    ['lamp', { slug: 'light', code: 'LAMP' }],
    ['mug-red', { slug: 'mug', code: 'Mug-red' }],
  ]);
  const rows = [createCsvRow(lamp), createCsvRow({ slug: 'cup', code: 'MUG-RED' })];
  const plan = planImport(rows, createImportState({ products: [], fileCodes }));
  expect(plan.rows.map(({ issues }) => issues)).toMatchObject([
    [{ column: 'code', problem: 'code_of_other_product', other: 'light' }],
    expect.arrayContaining([
      expect.objectContaining({ problem: 'code_in_other_letters', other: 'Mug-red' }),
    ]),
  ]);
});
