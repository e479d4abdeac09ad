import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { TransactionScope, Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';
import { anyOfUuids, arrayLiteral } from '../platform/sql-arrays.ts';
import type { LockState, StockLock } from '../inventory/stock.ts';
import type { OrderStatus } from './order.ts';

export async function insertLocks(
  trx: TransactionScope,
  locks: readonly StockLock[],
): Promise<void> {
  const first = locks[0];
  if (!first) return;
  const column = <K extends keyof StockLock>(key: K) => locks.map((lock) => lock[key]);
  // The locks of one commit share their recover_at.
  await sql`
    insert into stock_locks (order_id, sku_id, location_id, quantity, state, recover_at)
    select
      unnest(${arrayLiteral(column('orderId'), 'uuid')}),
      unnest(${arrayLiteral(column('skuId'), 'uuid')}),
      unnest(${arrayLiteral(column('locationId'), 'uuid')}),
      unnest(${arrayLiteral(column('quantity'), 'int')}),
      'active', ${first.recoverAt}::timestamptz
  `.execute(trx);
}

export interface SettledLock {
  orderId: string;
  skuId: string;
  locationId: string;
  quantity: number;
  state: LockState;
}

/**
 * Settles the active locks of orders whose rows are locked: consumed when the order is paid, released
 * when it is cancelled. Locks of pending orders and settled locks do not change.
 * @returns the locks settled by this call
 */
export async function settleLocks(
  trx: Trx,
  orders: readonly { orderId: string; status: OrderStatus }[],
  now: Date,
): Promise<SettledLock[]> {
  const idsOf = (status: 'paid' | 'cancelled') =>
    orders.filter((order) => order.status === status).map((order) => order.orderId);
  const [consumed, released] = await Promise.all([
    updateLockState(trx, idsOf('paid'), 'consumed', now),
    updateLockState(trx, idsOf('cancelled'), 'released', now),
  ]);
  return [...consumed, ...released];
}

async function updateLockState(
  trx: Trx,
  orderIds: readonly string[],
  state: 'consumed' | 'released',
  now: Date,
): Promise<SettledLock[]> {
  if (orderIds.length === 0) return [];
  // By settled_at, since by state the planner may walk the index of all active locks.
  const { rows } = await sql<SettledLock>`
    update stock_locks set settled_at = ${now}, state = ${state}
    where order_id = ${anyOfUuids(orderIds)} and settled_at is null
    returning order_id as "orderId", sku_id as "skuId", location_id as "locationId", quantity, state
  `.execute(trx);
  noteChange(trx, { orderIds: rows.map(({ orderId }) => orderId) });
  return rows;
}

/** Orders with active locks whose recovery was due before `before`, oldest first, after a cursor. */
export async function findOverdueLocks(
  db: Database,
  before: Date,
  after: { recoverAt: Date; orderId: string } | null,
  limit: number,
): Promise<{ orderId: string; recoverAt: Date }[]> {
  return await db
    .selectFrom('stock_locks')
    .select(['order_id as orderId', 'recover_at as recoverAt'])
    .where('state', '=', sql.lit('active'))
    .where('recover_at', '<=', before)
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(recover_at, order_id) > (${after?.recoverAt}, ${after?.orderId}::uuid)`,
      ),
    )
    .groupBy(['recover_at', 'order_id'])
    .orderBy('recover_at')
    .orderBy('order_id')
    .limit(limit)
    .execute();
}

/** The locks of an order that its payment consumed. */
export async function findConsumedLocks(
  db: Database,
  orderId: string,
): Promise<{ skuId: string; locationId: string; quantity: number }[]> {
  return await db
    .selectFrom('stock_locks')
    .select(['sku_id as skuId', 'location_id as locationId', 'quantity'])
    .where('order_id', '=', orderId)
    .where('state', '=', 'consumed')
    .execute();
}
