import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { testStaff } from '../testing/actors.ts';
import { exportCsv } from '../testing/csv-file.ts';
import { signInEachRole } from '../testing/sign-in-staff.ts';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { exportProducts, EXPORT_ROWS_PER_FETCH } from './export-products.ts';
import { BATCH_ROWS_MAX, importProducts, previewImport } from './import-products.ts';
import { planImport } from './import-plan.ts';

vi.mock('./import-plan.ts', { spy: true });
const plan = vi.mocked(planImport);

const ROWS = 20_000;
const SKUS_PER_PRODUCT = 50;
const HEADER = 'slug,name,category,code,options,price,on_hand\n';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(async () => {
  await shop.expectNoAuditViolations();
  await shop.close();
});
beforeEach(() => {
  plan.mockClear();
});

/** A file that is made as it is read, and how far it was read. */
function largeFile(options: { prefix: string; rows?: number; lastRow?: string; failsAt?: number }) {
  const { prefix, rows = 1500, lastRow = '', failsAt = Infinity } = options;
  const progress = { rows: 0 };
  async function* chunks() {
    yield Buffer.from(HEADER);
    while (progress.rows < rows) {
      const lines = [];
      for (const end = Math.min(rows, progress.rows + 100); progress.rows < end;) {
        const n = progress.rows++;
        const product = `${prefix}-${Math.floor(n / SKUS_PER_PRODUCT)}`;
        const size = n % SKUS_PER_PRODUCT;
        lines.push(`${product},Cup,Kitchen,${prefix}-${n},Size=${size},5.00,3\n`);
      }
      if (progress.rows >= failsAt) throw new Error('the client has left');
      await nextTurn();
      yield Buffer.from(lines.join(''));
    }
    yield Buffer.from(lastRow);
  }
  return { chunks: chunks(), progress };
}

async function countRows() {
  const { rows } = await sql<{ tables: Record<string, number> }>`
    select json_build_object(
      'products', (select count(*) from products), 'skus', (select count(*) from skus),
      'stock', (select count(*) from stock), 'adjustments', (select count(*) from stock_adjustments),
      'documents', (select count(*) from product_search), 'actions', (select count(*) from staff_actions)
    ) as tables`.execute(shop.deps.db);
  return rows[0]!.tables;
}

const request = (file: ReturnType<typeof largeFile>) => ({ ...file, setStock: true });

test('20,000 rows are previewed and imported, with some hundred of them in memory at a time', async () => {
  const prefix = `big${v7().slice(-6)}`;
  const preview = await previewImport(shop.deps, largeFile({ prefix, rows: ROWS }));
  expect(preview).toMatchObject({ kind: 'rows', effects: { new_product: ROWS, invalid: 0 } });
  expect(preview.kind === 'rows' && preview.rows.length).toBe(200);
  const result = await importProducts(
    shop.deps,
    testStaff(),
    request(largeFile({ prefix, rows: ROWS })),
  );
  expect(result).toMatchObject({
    rows: ROWS,
    newProducts: ROWS / SKUS_PER_PRODUCT,
    newVariants: ROWS,
    stockRows: ROWS,
  });
  const planned = plan.mock.calls.map(([rows]) => rows.length);
  expect(planned.reduce((sum, count) => sum + count)).toBe(2 * ROWS);
  expect(Math.max(...planned)).toBeLessThanOrEqual(BATCH_ROWS_MAX + SKUS_PER_PRODUCT);

  const parts: number[] = [];
  const count = await exportProducts(shop.deps, { withStock: true }, (part) => {
    parts.push(part.split('\r\n').length - 1);
    return Promise.resolve();
  });
  expect(count).toBe(ROWS);
  expect(Math.max(...parts)).toBeLessThanOrEqual(EXPORT_ROWS_PER_FETCH);
}, 60_000);

test('an export is of one moment, and is read no faster than it is taken', async () => {
  const before = await exportCsv(shop.deps, { withStock: false });
  let parts = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const taken: string[] = [];
  const running = exportProducts(shop.deps, { withStock: false }, async (part) => {
    parts += 1;
    taken.push(part);
    if (parts === 2) await promise;
  });
  await vi.waitFor(() => expect(parts).toBe(2));
  await shop.deps.db.updateTable('skus').set({ price_cents: 777 }).execute();
  expect(parts).toBe(2);
  resolve();
  await running;
  expect(taken.join('') === before).toBe(true);
});

test.each<[string, Parameters<typeof largeFile>[0]]>([
  ['whose last row is wrong', { prefix: 'last', lastRow: 'last-0,,,last-x,Size=x,much,\n' }],
  ['whose last row has a code of its first one', { prefix: 'code', lastRow: 'z,Z,Z,code-0,,1,\n' }],
  ['whose client leaves', { prefix: 'left', failsAt: 1200 }],
])('a file %s changes nothing', async (_, options) => {
  const before = await countRows();
  const file = largeFile(options);
  await expect(importProducts(shop.deps, testStaff(), request(file))).rejects.toThrow();
  expect(await countRows()).toEqual(before);
});

test('an import that is cancelled while its rows are written changes nothing', async () => {
  const before = await countRows();
  const controller = new AbortController();
  // The client leaves once the third batch is planned.
  async function* chunks() {
    yield* file.chunks;
    void vi
      .waitUntil(() => plan.mock.calls.length >= 3, { interval: 1, timeout: 20_000 })
      .then(() => controller.abort(new Error('cancelled')));
  }
  const file = largeFile({ prefix: 'cancelled', rows: 4000 });
  const importing = importProducts(shop.deps, testStaff(), {
    chunks: chunks(),
    setStock: true,
    signal: controller.signal,
  });
  await expect(importing).rejects.toThrow('cancelled');
  expect(plan.mock.calls.length).toBeGreaterThanOrEqual(3);
  expect(await countRows()).toEqual(before);
});

test('while a file arrives, other changes of products do not wait', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* slow() {
    yield Buffer.from(`${HEADER}slow,Cup,Kitchen,slow-1,,5.00,1\n`);
    await promise;
  }
  const importing = importProducts(shop.deps, testStaff(), { chunks: slow(), setStock: true });
  const small = largeFile({ prefix: 'meanwhile', rows: 10 });
  expect(await importProducts(shop.deps, testStaff(), request(small))).toMatchObject({ rows: 10 });
  resolve();
  expect(await importing).toMatchObject({ rows: 1, newProducts: 1 });
});

test('rows of one product may stand anywhere in a file, and more than it can have are refused', async () => {
  const rows = Array.from({ length: 1200 }, (_, n) => {
    const product = n % 2 === 0 ? 'spread-a' : `spread-${n % 24}`;
    return `${product},Cup,Kitchen,spread-${n},Size=${n},5.00,1\n`;
  });
  async function* chunks() {
    yield Buffer.from(HEADER + rows.join(''));
    await nextTurn();
  }
  expect(await previewImport(shop.deps, { chunks: chunks() })).toMatchObject({
    effects: { new_product: 600, invalid: 600 },
  });
});

test('over HTTP: staff upload a large file and download it again; nobody else does', async () => {
  const cookies = await signInEachRole(shop);
  const file = largeFile({ prefix: 'http' });
  const upload = await fetch(`${shop.url}/api/trpc/admin.products.import`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', cookie: cookies.admin },
    body: Readable.toWeb(Readable.from(file.chunks)) as BodyInit,
    duplex: 'half',
  } as RequestInit);
  expect(await upload.json()).toMatchObject({ result: { data: { rows: 1500 } } });
  const download = (cookie?: string) =>
    fetch(`${shop.url}/api/products.csv?stock=true`, { headers: cookie ? { cookie } : {} });
  const answer = await download(cookies.viewer);
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  expect(await answer.text()).toContain('http-1499');
  const refused = await download();
  expect(refused.status).toBe(401);
  expect(await refused.text()).not.toContain('http-');
});
