import { inTransaction, type Trx } from '#db/transaction.ts';
import type { Database } from '#db/client.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError, invariant } from '../shared/errors.ts';
import { insertAdjustments } from '../inventory/adjustment-store.ts';
import { findLocations } from '../inventory/stock-list-store.ts';
import { changeStock, findStock, lockStock } from '../inventory/stock-store.ts';
import {
  planImport,
  summarizeStockChanges,
  type ImportPlan,
  type ImportState,
  type StockTarget,
} from './import-plan.ts';
import { diffProducts, diffSkus, type ProductChange } from './product-changes.ts';
import { parseProductCsv, type CsvRow, type ParsedCsv } from './product-csv.ts';
import type { Product } from './product.ts';
import { lockProductsTable, findProductIds, findProducts, lockProducts } from './product-store.ts';
import { writeProduct } from './save-product.ts';

export type ImportPreview =
  | Exclude<ParsedCsv, { kind: 'rows' }>
  | {
      kind: 'rows';
      rows: ImportPlan['rows'];
      invalidRows: number;
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
  slugs: string[];
  /** Changed prices, and what is on sale again. */
  changes: ProductChange[];
}

/** Previews an import row by row; changes nothing. */
export async function previewImport(deps: Deps, csv: string): Promise<ImportPreview> {
  const parsed = parseProductCsv(csv);
  if (parsed.kind !== 'rows') return parsed;
  const ids = await findProductIds(deps.db, collectKeys(parsed.rows));
  const state = await loadImportState(deps, deps.db, await findProducts(deps.db, ids));
  const { rows } = planImport(parsed.rows, state);
  return {
    kind: 'rows',
    rows,
    invalidRows: rows.filter(({ effect }) => effect === 'invalid').length,
    stock: summarizeStockChanges(rows),
    locations: state.locations.map(({ name }) => name),
    currency: deps.rules.currency,
  };
}

/**
 * Imports a CSV file: all of it or, if any row is invalid, nothing. Repeatable.
 *
 * @param request.setStock sets the stock of existing SKUs from the file. Units sold since it was
 *   written would be added again. New SKUs always get their stock.
 * @throws DomainError VALIDATION when a row is invalid
 */
export async function importProducts(
  deps: Deps,
  actor: Actor,
  request: { csv: string; setStock: boolean },
): Promise<ImportResult> {
  const parsed = parseProductCsv(request.csv);
  if (parsed.kind !== 'rows') throw validationError('The file cannot be read; check its preview.');
  return await inTransaction(deps.db, async (trx) => {
    await lockProductsTable(trx);
    const ids = await findProductIds(trx, collectKeys(parsed.rows));
    const before = await lockProducts(trx, ids);
    const plan = planImport(parsed.rows, await loadImportState(deps, trx, before));
    if (plan.rows.some(({ effect }) => effect === 'invalid')) {
      throw validationError('Some rows are invalid, so nothing was imported; check the preview.');
    }
    const now = deps.clock.now();
    for (const product of plan.products) await writeProduct(trx, product, now);
    const stock = plan.stock.filter(({ isNew }) => isNew || request.setStock);
    await setStock(deps, trx, stock, { madeBy: formatActor(actor), madeAt: now });
    const result = {
      rows: plan.rows.length,
      ...summarizeWrites(plan.products, before),
      stockRows: stock.length,
    };
    await recordStaffAction(trx, actor, { outcome: 'done', result });
    return result;
  });
}

function summarizeWrites(
  products: readonly Product[],
  before: ReadonlyMap<string, Product>,
): Omit<ImportResult, 'rows' | 'stockRows'> {
  const skus = products.flatMap((product) => {
    const known = before.get(product.productId)?.skus ?? [];
    return product.skus.map(
      (sku) => [known.find(({ skuId }) => skuId === sku.skuId), sku] as const,
    );
  });
  const changes = products.flatMap((product) => {
    const known = before.get(product.productId);
    return known ? diffProducts(known, product) : [];
  });
  return {
    products: products.length,
    newProducts: products.filter(({ productId }) => !before.has(productId)).length,
    newVariants: skus.filter(([known]) => !known).length,
    changedVariants: skus.filter(([known, sku]) => known && diffSkus(known, sku).length > 0).length,
    slugs: products.map(({ slug }) => slug),
    changes: changes.filter(({ field }) => field === 'priceCents' || field.endsWith('Sale')),
  };
}

/** Called last in its transaction, since placements wait for the locked rows. */
async function setStock(
  deps: Deps,
  trx: Trx,
  targets: readonly StockTarget[],
  by: { madeBy: string; madeAt: Date },
): Promise<void> {
  const stock = await lockStock(
    trx,
    targets.map(({ skuId }) => skuId),
  );
  const adjustments = targets.flatMap(({ skuId, locationId, onHand, isNew }) => {
    const row = stock.get(skuId)?.find((candidate) => candidate.locationId === locationId);
    invariant(row, `SKU ${skuId} has a stock row at every location`);
    if (onHand < row.locked)
      throw validationError('More units were locked meanwhile; check the preview again.');
    const delta = onHand - row.onHand;
    if (delta === 0) return [];
    const reason = isNew ? ('opening' as const) : ('counted' as const);
    return [{ ...by, skuId, locationId, delta, reason, note: 'CSV', adjustmentId: deps.newId() }];
  });
  await insertAdjustments(trx, adjustments);
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

function collectKeys(rows: readonly CsvRow[]) {
  return {
    slugs: [...new Set(rows.map(({ slug }) => slug))],
    codes: [...new Set(rows.map(({ code }) => code))],
  };
}

/** Current products and stock; the stock rows are not locked yet. */
async function loadImportState(
  deps: Deps,
  db: Database,
  products: ReadonlyMap<string, Product>,
): Promise<ImportState> {
  const skuIds = [...products.values()].flatMap(({ skus }) => skus.map(({ skuId }) => skuId));
  return {
    products: [...products.values()],
    stock: await findStock(db, skuIds),
    locations: await findLocations(db),
    currency: deps.rules.currency,
    newId: deps.newId,
  };
}

function validationError(message: string): DomainError {
  return new DomainError({ code: 'VALIDATION', issues: [{ path: 'csv', message }] }, message);
}
