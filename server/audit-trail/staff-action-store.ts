import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Details } from './staff-action-details.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';

/** What a member of staff requested, and its outcome. */
export interface StaffAction {
  actionId: string;
  /** E-mail address. */
  staff: string;
  /** The procedure that was called, such as `admin.orders.cancel`. */
  action: string;
  orderId: string | null;
  skuId: string | null;
  productId: string | null;
  details: Details;
  /** What the answer counted and named. */
  result: Details;
  /** Null while the request runs, and for good if the process died meanwhile. */
  outcome: string | null;
  requestedAt: Date;
}

/** Writes the one row of a request. An outcome that is recorded is not overwritten. */
export async function upsertStaffAction(
  trx: Trx,
  action: StaffAction & { userId: string | null },
): Promise<void> {
  const end = { outcome: action.outcome, result: JSON.stringify(action.result) };
  await trx
    .insertInto('staff_actions')
    .values({
      action_id: action.actionId,
      user_id: action.userId,
      staff: action.staff,
      action: action.action,
      order_id: action.orderId,
      sku_id: action.skuId,
      product_id: action.productId,
      details: JSON.stringify(action.details),
      requested_at: action.requestedAt,
      ...end,
    })
    .onConflict((conflict) =>
      conflict.column('action_id').doUpdateSet(end).where('staff_actions.outcome', 'is', null),
    )
    .execute();
}

export type StaffActionRow = StaffAction & { code: string | null; productName: string | null };

export interface StaffActionFilter {
  /** Their e-mail address. */
  staff?: string;
  action?: string;
  cursor?: string;
}

/** A page of what staff did, the newest first; ids are time-ordered, so the id is the cursor. */
export async function findStaffActions(db: Database, filter: StaffActionFilter) {
  const { staff, action, cursor } = filter;
  const before = cursor ? decodeCursor(cursor, z.tuple([z.guid()]))[0] : null;
  const rows = await selectActions(db)
    .$if(staff !== undefined, (query) => query.where('staff', '=', staff!))
    .$if(action !== undefined, (query) => query.where('action', '=', action!))
    .$if(before !== null, (query) => query.where('action_id', '<', before!))
    .orderBy('action_id', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute();
  const page = paginate(rows, PAGE_SIZE, (last) => [last.actionId]);
  return { actions: page.rows, nextCursor: page.nextCursor };
}

/** The e-mail addresses of those who can sign in, by name. */
export async function findStaffEmails(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('staff_users').select('email').orderBy('email').execute();
  return rows.map(({ email }) => email);
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
      sql<Details>`details`.as('details'),
      'outcome',
      sql<Details>`result`.as('result'),
      'requested_at as requestedAt',
      'skus.code',
      'products.name as productName',
    ]);
}
