import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Database } from '#db/client.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { insertAdjustments } from '../inventory/adjustment-store.ts';
import { findLocations } from '../inventory/stock-list-store.ts';
import { changeStock, findStock } from '../inventory/stock-store.ts';
import {
  createImportTables,
  findFirstCodes,
  findImportRows,
  indexImportRows,
  insertImportRows,
  insertStockTargets,
  lockChangedStock,
} from './import-staging-store.ts';
import {
  planImport,
  summarizeStockChanges,
  type ImportEffect,
  type ImportPlan,
  type ImportPlanRow,
  type ImportState,
} from './import-plan.ts';
import { diffProducts, diffSkus, type ProductChange } from './product-changes.ts';
import {
  readProductCsv,
  UnreadableFileError,
  type NumberedRow,
  type UnreadableFile,
} from './product-csv.ts';
import type { Product } from './product.ts';
import { lockProductsTable, findProductIds, findProducts, lockProducts } from './product-store.ts';
import { writeProducts } from './save-product.ts';

/** A file as it arrives. */
export interface ImportFile {
  chunks: AsyncIterable<Uint8Array>;
  /** Aborted when the client leaves. */
  signal?: AbortSignal | undefined;
}

export type ImportPreview =
  | UnreadableFile
  | {
      kind: 'rows';
      /** How many rows of the file have each effect. */
      effects: Record<ImportEffect, number>;
      /** The first rows of the file that are wrong, change something, or change nothing. */
      rows: ImportPlanRow[];
      /** Effect of setting the stock of existing SKUs. */
      stock: ReturnType<typeof summarizeStockChanges>;
      /** Their names. */
      locations: string[];
      currency: string;
    };

/** Result of an import. */
export interface ImportResult {
  rows: number;
  /** Products written, including new ones. */
  products: number;
  newProducts: number;
  newVariants: number;
  changedVariants: number;
  stockRows: number;
  /** The first ones. */
  slugs: string[];
  /** Changed prices, and what is on sale again; the first ones. */
  changes: ProductChange[];
}

/** Rows of a file that are in memory at a time, and products that one statement writes. */
export const BATCH_ROWS_MAX = 500;
/** A product with more rows has too many variants, or the same ones twice. */
const ROWS_PER_PRODUCT_MAX = 5000;
const PREVIEW_ROWS_MAX = 200;
const RESULT_ITEMS_MAX = 500;
/** Files that one process reads at a time; each takes a connection. */
const FILES_MAX = 2;

/** Previews an import; changes nothing. */
export async function previewImport(deps: Deps, file: ImportFile): Promise<ImportPreview> {
  try {
    return await withFile(deps, file, async (trx) => {
      const shown = createPreviewRows();
      const stock = { rows: 0, unitsUp: 0, unitsDown: 0 };
      for await (const { plan } of planBatches(deps, trx, file, findProducts)) {
        for (const row of plan.rows) shown.add(row);
        const batch = summarizeStockChanges(plan.rows);
        stock.rows += batch.rows;
        stock.unitsUp += batch.unitsUp;
        stock.unitsDown += batch.unitsDown;
      }
      const locations = (await findLocations(trx)).map(({ name }) => name);
      const { effects, rows } = shown.result();
      return { kind: 'rows', effects, rows, stock, locations, currency: deps.rules.currency };
    });
  } catch (error) {
    if (error instanceof UnreadableFileError) return error.reason;
    throw error;
  }
}

/**
 * Imports a CSV file: all of it or, if a row is invalid or the client leaves, nothing. Repeatable.
 *
 * @param request.setStock sets the stock of existing SKUs from the file. Units sold since it was
 *   written would be added again. New SKUs always get their stock.
 * @throws DomainError VALIDATION when a row is invalid
 */
export async function importProducts(
  deps: Deps,
  actor: Actor,
  request: ImportFile & { setStock: boolean },
): Promise<ImportResult> {
  const result: ImportResult = {
    rows: 0,
    products: 0,
    newProducts: 0,
    newVariants: 0,
    changedVariants: 0,
    stockRows: 0,
    slugs: [],
    changes: [],
  };
  try {
    return await withFile(deps, request, async (trx) => {
      await lockProductsTable(trx);
      const now = deps.clock.now();
      for await (const { plan, before } of planBatches(deps, trx, request, lockProducts)) {
        if (plan.rows.some(({ effect }) => effect === 'invalid')) {
          throw validationError(
            'Some rows are invalid, so nothing was imported; check the preview.',
          );
        }
        await writeProducts(trx, plan.products, now);
        const stock = plan.stock.filter(({ isNew }) => isNew || request.setStock);
        await insertStockTargets(trx, stock);
        addToResult(result, plan, before, stock.length);
      }
      await setStock(deps, trx, { madeBy: formatActor(actor), madeAt: now });
      await recordStaffAction(trx, actor, {
        outcome: 'done',
        result: { ...result, setStock: request.setStock },
      });
      request.signal?.throwIfAborted();
      return result;
    });
  } catch (error) {
    if (error instanceof UnreadableFileError) throw validationError(error.message);
    throw error;
  }
}

let filesInProgress = 0;

/**
 * Stores the rows of a file in tables that only its transaction sees, then runs `work`. The file arrives
 * before, on disk: a transaction that waited for a slow client would keep the database from cleaning up.
 */
async function withFile<Result>(
  { db }: Deps,
  { chunks, signal }: ImportFile,
  work: (trx: Trx) => Promise<Result>,
): Promise<Result> {
  if (filesInProgress >= FILES_MAX) {
    throw new DomainError({ code: 'BUSY' }, 'Other files are being read; try again in a moment.');
  }
  filesInProgress += 1;
  let directory = '';
  try {
    directory = await mkdtemp(join(tmpdir(), 'holdfast-import-'));
    const path = join(directory, 'file.csv');
    await pipeline(chunks, createWriteStream(path, { mode: 0o600 }), { signal });
    return await inTransaction(
      db,
      async (trx) => {
        await createImportTables(trx);
        for await (const rows of inBatches(readProductCsv(createReadStream(path)))) {
          signal?.throwIfAborted();
          await insertImportRows(trx, rows);
        }
        await indexImportRows(trx);
        return await work(trx);
      },
      { attempts: 1 },
    );
  } finally {
    filesInProgress -= 1;
    if (directory) await rm(directory, { recursive: true, force: true });
  }
}

async function* inBatches(rows: AsyncIterable<NumberedRow>): AsyncGenerator<NumberedRow[]> {
  let batch: NumberedRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS_MAX) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Plans the rows of some products at a time, all rows of a product together. */
async function* planBatches(
  deps: Deps,
  trx: Trx,
  { signal }: ImportFile,
  readProducts: (trx: Trx, productIds: readonly string[]) => Promise<Map<string, Product>>,
): AsyncGenerator<{ plan: ImportPlan; before: ReadonlyMap<string, Product> }> {
  const locations = await findLocations(trx);
  let after = { slug: '', row: 0 };
  let waiting: NumberedRow[] = [];
  for (;;) {
    signal?.throwIfAborted();
    const found = await findImportRows(trx, after, BATCH_ROWS_MAX);
    const last = found.at(-1);
    if (last) after = { slug: last.cells.slug, row: last.row };
    const rows = [...waiting, ...found];
    if (rows.length === 0) return;
    // More rows of the last product may follow. Without a slug there is no product.
    const isComplete = found.length < BATCH_ROWS_MAX || after.slug === '';
    waiting = isComplete ? [] : rows.filter(({ cells }) => cells.slug === after.slug);
    if (waiting.length > ROWS_PER_PRODUCT_MAX) {
      throw new UnreadableFileError({ kind: 'too_many_rows', limit: ROWS_PER_PRODUCT_MAX });
    }
    const ready = rows.slice(0, rows.length - waiting.length);
    if (ready.length === 0) continue;
    const codes = [...new Set(ready.map(({ cells }) => cells.code))];
    const slugs = [...new Set(ready.map(({ cells }) => cells.slug))];
    const before = await readProducts(trx, await findProductIds(trx, { slugs, codes }));
    const fileCodes = await findFirstCodes(trx, codes);
    const state = { ...(await loadImportState(deps, trx, before)), locations, fileCodes };
    yield { plan: planImport(ready, state), before };
  }
}

function addToResult(
  result: ImportResult,
  plan: ImportPlan,
  before: ReadonlyMap<string, Product>,
  stockRows: number,
): void {
  const { products } = plan;
  result.rows += plan.rows.length;
  result.products += products.length;
  result.stockRows += stockRows;
  for (const product of products) {
    const known = before.get(product.productId);
    if (!known) result.newProducts += 1;
    for (const sku of product.skus) {
      const knownSku = known?.skus.find(({ skuId }) => skuId === sku.skuId);
      if (!knownSku) result.newVariants += 1;
      else if (diffSkus(knownSku, sku).length > 0) result.changedVariants += 1;
    }
    if (result.slugs.length < RESULT_ITEMS_MAX) result.slugs.push(product.slug);
    const changes = (known ? diffProducts(known, product) : []).filter(
      ({ field }) => field === 'priceCents' || field.endsWith('Sale'),
    );
    result.changes.push(...changes.slice(0, RESULT_ITEMS_MAX - result.changes.length));
  }
}

/** Collects what a preview shows: errors first, then changes, each in the order of the file. */
function createPreviewRows() {
  const effects: Record<ImportEffect, number> = {
    new_product: 0,
    new_sku: 0,
    changed: 0,
    stock_only: 0,
    unchanged: 0,
    invalid: 0,
  };
  const kinds = { invalid: [], changing: [], unchanged: [] } as Record<string, ImportPlanRow[]>;
  return {
    add(row: ImportPlanRow): void {
      effects[row.effect] += 1;
      const kind = row.effect in kinds ? row.effect : 'changing';
      const rows = kinds[kind]!;
      rows.push(row);
      if (rows.length >= 2 * PREVIEW_ROWS_MAX) kinds[kind] = firstRows(rows);
    },
    result() {
      const rows = Object.values(kinds).flatMap(firstRows).slice(0, PREVIEW_ROWS_MAX);
      return { effects, rows: rows.toSorted((a, b) => a.row - b.row) };
    },
  };
}

function firstRows(rows: readonly ImportPlanRow[]): ImportPlanRow[] {
  return rows.toSorted((a, b) => a.row - b.row).slice(0, PREVIEW_ROWS_MAX);
}

/** Called last in its transaction, since placements wait for the locked rows. */
async function setStock(deps: Deps, trx: Trx, by: { madeBy: string; madeAt: Date }): Promise<void> {
  const rows = await lockChangedStock(trx);
  if (rows.some(({ onHand, locked }) => onHand < locked)) {
    throw validationError('More units were locked meanwhile; check the preview again.');
  }
  const adjustments = rows.map(({ skuId, locationId, delta, isNew }) => {
    const reason = isNew ? ('opening' as const) : ('counted' as const);
    return { ...by, skuId, locationId, delta, reason, note: 'CSV', adjustmentId: deps.newId() };
  });
  for (let at = 0; at < adjustments.length; at += BATCH_ROWS_MAX) {
    await insertAdjustments(trx, adjustments.slice(at, at + BATCH_ROWS_MAX));
  }
  changeStock(
    trx,
    adjustments.map(({ skuId, locationId, delta }) => ({
      skuId,
      locationId,
      onHand: delta,
      locked: 0,
    })),
  );
}

/** Current products and stock; the stock rows are not locked yet. */
async function loadImportState(
  deps: Deps,
  db: Database,
  products: ReadonlyMap<string, Product>,
): Promise<Omit<ImportState, 'locations'>> {
  const skuIds = [...products.values()].flatMap(({ skus }) => skus.map(({ skuId }) => skuId));
  return {
    products: [...products.values()],
    stock: await findStock(db, skuIds),
    currency: deps.rules.currency,
    newId: deps.newId,
  };
}

function validationError(message: string): DomainError {
  return new DomainError({ code: 'VALIDATION', issues: [{ path: 'csv', message }] }, message);
}
