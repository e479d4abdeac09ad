import type { Database } from '#db/client.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { decodeCursor, PAGE_SIZE, pageOf } from '../cursor.ts';

/** Something a member of staff asked for, and what came of it. */
export interface StaffAction {
  actionId: string;
  staff: string;
  /** The procedure that was called, such as `admin.orders.cancel`. */
  action: string;
  orderId: string | null;
  skuId: string | null;
  productId: string | null;
  details: Record<string, string | number>;
  /** Null while it is under way, and for ever when the process died in between. */
  outcome: string | null;
  askedAt: Date;
}

export async function insertStaffAction(
  db: Database,
  action: Omit<StaffAction, 'outcome'>,
): Promise<void> {
  await db
    .insertInto('staff_actions')
    .values({
      action_id: action.actionId,
      staff: action.staff,
      action: action.action,
      order_id: action.orderId,
      sku_id: action.skuId,
      product_id: action.productId,
      details: JSON.stringify(action.details),
      asked_at: action.askedAt,
    })
    .execute();
}

export async function storeActionOutcome(
  db: Database,
  actionId: string,
  outcome: string,
): Promise<void> {
  await db
    .updateTable('staff_actions')
    .set({ outcome })
    .where('action_id', '=', actionId)
    .execute();
}

export type StaffActionRow = StaffAction & { code: string | null; productName: string | null };

/** A page of what staff did, the newest first; ids are time-ordered, so the id is the cursor. */
export async function findStaffActions(db: Database, cursor: string | undefined) {
  const before = cursor ? decodeCursor(cursor, z.tuple([z.guid()]))[0] : null;
  const rows = await selectActions(db)
    .$if(before !== null, (query) => query.where('action_id', '<', before!))
    .orderBy('action_id', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute();
  const page = pageOf(rows, PAGE_SIZE, (last) => [last.actionId]);
  return { actions: page.rows, nextCursor: page.nextCursor };
}

/** What staff did to one order, the oldest first. */
export async function findActionsOfOrder(db: Database, orderId: string): Promise<StaffActionRow[]> {
  return await selectActions(db).where('order_id', '=', orderId).orderBy('action_id').execute();
}

function selectActions(db: Database) {
  return db
    .selectFrom('staff_actions')
    .leftJoin('skus', 'skus.sku_id', 'staff_actions.sku_id')
    .leftJoin('products', (join) =>
      join.on(
        'products.product_id',
        '=',
        sql<string>`coalesce(staff_actions.product_id, skus.product_id)`,
      ),
    )
    .select([
      'action_id as actionId',
      'staff',
      'action',
      'order_id as orderId',
      'staff_actions.sku_id as skuId',
      'staff_actions.product_id as productId',
      'details',
      'outcome',
      'asked_at as askedAt',
      'skus.code',
      'products.name as productName',
    ]);
}
