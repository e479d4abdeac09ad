import { sql } from 'kysely';
import type { Trx } from '#db/transaction.ts';
import type { NumberedRow } from './product-csv.ts';
import type { StockTarget } from './import-plan.ts';

/*
 * The rows of a file and the stock that they set, in temporary tables of the transaction that imports them.
 * They end with it, whether it commits, fails or its client leaves.
 */

const createTables = [
  sql`create temporary table import_rows (
    row integer not null, slug text not null, code text not null, cells json not null
  ) on commit drop`,
  sql`create temporary table import_stock (
    sku_id uuid not null, location_id uuid not null, on_hand integer not null, is_new boolean not null
  ) on commit drop`,
];

export async function createImportTables(trx: Trx): Promise<void> {
  for (const statement of createTables) await statement.execute(trx);
}

export async function insertImportRows(trx: Trx, rows: readonly NumberedRow[]): Promise<void> {
  await sql`
    insert into import_rows
    select * from unnest(
      ${rows.map(({ row }) => row)}::int[],
      ${rows.map(({ cells }) => cells.slug)}::text[],
      ${rows.map(({ cells }) => cells.code)}::text[],
      ${rows.map(({ cells }) => JSON.stringify(cells))}::json[])`.execute(trx);
}

/** After the last row. */
export async function indexImportRows(trx: Trx): Promise<void> {
  await sql`create index on import_rows (slug collate "C", row)`.execute(trx);
  await sql`create index on import_rows (lower(code), row)`.execute(trx);
  await sql`analyze import_rows`.execute(trx);
}

/** Rows in the order of their slugs. */
export async function findImportRows(
  trx: Trx,
  after: { slug: string; row: number },
  limit: number,
): Promise<NumberedRow[]> {
  const { rows } = await sql<NumberedRow>`
    select row, cells from import_rows
    where (slug collate "C", row) > (${after.slug}, ${after.row}::int)
    order by slug collate "C", row limit ${limit}`.execute(trx);
  return rows;
}

/** Where the file has each code first, in any capital or small letters; by its lower case. */
export async function findFirstCodes(
  trx: Trx,
  codes: readonly string[],
): Promise<Map<string, { slug: string; code: string }>> {
  const { rows } = await sql<{ key: string; slug: string; code: string }>`
    select distinct on (lower(code)) lower(code) as key, slug, code from import_rows
    where lower(code) in (select lower(code) from unnest(${codes}::text[]) as code)
    order by lower(code), row`.execute(trx);
  return new Map(rows.map(({ key, ...first }) => [key, first]));
}

export async function insertStockTargets(trx: Trx, targets: readonly StockTarget[]): Promise<void> {
  const column = <K extends keyof StockTarget>(key: K) => targets.map((target) => target[key]);
  await sql`
    insert into import_stock
    select * from unnest(${column('skuId')}::uuid[], ${column('locationId')}::uuid[],
      ${column('onHand')}::int[], ${column('isNew')}::boolean[])`.execute(trx);
}

/**
 * Locks the stock rows that the file sets, ascending by (sku, location).
 * @returns how each differs from the file; rows that agree are left out
 */
export async function lockChangedStock(trx: Trx) {
  const { rows } = await sql<StockTarget & { delta: number; locked: number }>`
    select import_stock.sku_id as "skuId", import_stock.location_id as "locationId",
      import_stock.on_hand as "onHand", is_new as "isNew",
      import_stock.on_hand - stock.on_hand as delta, locked
    from stock join import_stock using (sku_id, location_id)
    order by sku_id, location_id for no key update of stock`.execute(trx);
  return rows.filter(({ delta }) => delta !== 0);
}
