import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids, plannerOpaqueArray } from '../platform/sql-arrays.ts';
import type { Stock, StockChange } from './stock.ts';

/** Locks all stock rows of these SKUs, ascending by (sku, location). */
export async function lockStock(
  trx: Trx,
  skuIds: readonly string[],
): Promise<Map<string, Stock[]>> {
  return groupBySku(await selectStock(trx, skuIds).forNoKeyUpdate().execute());
}

/** Reads the stock rows of these SKUs, in the same order, as they are committed now. */
export async function findStock(
  db: Database,
  skuIds: readonly string[],
): Promise<Map<string, Stock[]>> {
  return groupBySku(await selectStock(db, skuIds).execute());
}

function selectStock(db: Database, skuIds: readonly string[]) {
  return db
    .selectFrom('stock')
    .select(['sku_id as skuId', 'location_id as locationId', 'on_hand as onHand', 'locked'])
    .where('sku_id', '=', anyOfUuids(skuIds))
    .orderBy('sku_id')
    .orderBy('location_id');
}

function groupBySku(rows: Stock[]): Map<string, Stock[]> {
  const found = new Map<string, Stock[]>();
  for (const row of rows) {
    const ofSku = found.get(row.skuId);
    if (ofSku) ofSku.push(row);
    else found.set(row.skuId, [row]);
  }
  return found;
}

/**
 * Changes stock rows, locking them in the one order. It is sent with the COMMIT, so that a hot row
 * is locked for this statement and the commit only. If a row has too few units, the transaction
 * fails; see `isInsufficientStockError`.
 *
 * @param changes one per row, as differences
 */
export function changeStock(trx: Trx, changes: readonly StockChange[]): void {
  const [change] = changes;
  if (!change) return;
  noteChange(trx, { skuIds: changes.map(({ skuId }) => skuId) });
  trx.runBeforeCommit(changes.length === 1 ? updateStockRow(change) : updateStockRows(changes));
}

/** One row needs no lock order; this plan takes half the time, which matters for a hot SKU. */
function updateStockRow({ skuId, locationId, locked, onHand }: StockChange) {
  return sql`
    update stock set locked = locked + ${locked}, on_hand = on_hand + ${onHand}
    where sku_id = ${skuId} and location_id = ${locationId}
  `;
}

function updateStockRows(changes: readonly StockChange[]) {
  const column = <K extends keyof StockChange>(key: K) => changes.map((change) => change[key]);
  return sql`
    with change as (
      select * from unnest(
        ${plannerOpaqueArray(column('skuId'), 'uuid')},
        ${plannerOpaqueArray(column('locationId'), 'uuid')},
        ${plannerOpaqueArray(column('locked'), 'int')},
        ${plannerOpaqueArray(column('onHand'), 'int')}
      ) as change (sku_id, location_id, locked, on_hand)
    ), row as materialized (
      select sku_id, location_id, change.locked, change.on_hand
      from stock join change using (sku_id, location_id)
      order by sku_id, location_id for no key update of stock
    )
    update stock set locked = stock.locked + row.locked, on_hand = stock.on_hand + row.on_hand
    from row where stock.sku_id = row.sku_id and stock.location_id = row.location_id
  `;
}

/** Whether PostgreSQL refused a change because a row has too few units. */
export function isInsufficientStockError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'constraint' in error &&
    error.constraint === 'stock_locked_within_on_hand'
  );
}
