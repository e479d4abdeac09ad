import { expect } from '@playwright/test';
import { sql } from 'kysely';
import { createDatabase, createPool, type PooledDatabase } from '#db/client.ts';
import { audit } from '#server/invariants/audit.ts';
import type { System } from '../tools/scripts/system.ts';

/** Runs queries on the shop's database with a connection of their own, as the owner. */
export async function withDatabase<T>(
  shop: System,
  work: (db: PooledDatabase) => Promise<T>,
): Promise<T> {
  const db = createDatabase(createPool(shop.databaseOwnerUrl, { name: 'e2e', max: 1 }));
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** On hand and locked of a product's first SKU. */
export async function getStock(shop: System, slug: string) {
  return await withDatabase(shop, (db) =>
    db
      .selectFrom('stock')
      .innerJoin('skus', 'skus.sku_id', 'stock.sku_id')
      .innerJoin('products', 'products.product_id', 'skus.product_id')
      .select(['stock.on_hand as onHand', 'stock.locked'])
      .where('slug', '=', slug)
      .orderBy('skus.position')
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
}

/** Renames a table while `work` runs, so that queries on it fail. */
export async function withTableHidden(shop: System, table: string, work: () => Promise<unknown>) {
  const rename = (from: string, to: string) =>
    withDatabase(shop, (db) =>
      sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(db),
    );
  await rename(table, 'hidden_table');
  try {
    await work();
  } finally {
    await rename('hidden_table', table);
  }
}

/**
 * Moves an order's times and those of its locks into the past. Its jobs stay scheduled as they were, so
 * the order looks as if every job had missed it.
 */
export async function backdateOrder(shop: System, orderId: string, minutes = 60): Promise<void> {
  const age = sql`make_interval(mins => ${minutes}::int)`;
  await withDatabase(shop, (db) =>
    sql`
      with aged as (
        update orders set placed_at = placed_at - ${age}, pay_by = pay_by - ${age},
          recover_at = recover_at - ${age}
        where order_id = ${orderId}
      )
      update stock_locks set recover_at = recover_at - ${age} where order_id = ${orderId}
    `.execute(db),
  );
}

/** Runs the audit on the shop's database. */
export async function expectAuditPasses(shop: System): Promise<void> {
  expect((await withDatabase(shop, audit)).violations).toEqual([]);
}

/** Calls the payment sandbox's control API. */
export async function callSandbox(shop: System, path: string, body?: object, method?: string) {
  const response = await fetch(`${shop.sandboxUrl}/_sandbox/${path}`, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: { authorization: `Bearer ${shop.sandboxKey}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.ok, `sandbox call ${path}`).toBe(true);
  return (await response.json()) as Record<string, unknown>;
}
