import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { noteChange } from '../platform/change-notifier.ts';

/** How often the link of an order has been replaced. */
export async function findLinkVersion(db: Database, orderId: string): Promise<number> {
  const row = await db
    .selectFrom('order_links')
    .select('version')
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** Makes the next link of an order the only valid one. */
export async function replaceLink(
  trx: Trx,
  { orderId, replacedAt, replacedBy }: { orderId: string; replacedAt: Date; replacedBy: string },
): Promise<void> {
  await trx
    .insertInto('order_links')
    .values({ order_id: orderId, version: 1, replaced_at: replacedAt, replaced_by: replacedBy })
    .onConflict((conflict) =>
      conflict.column('order_id').doUpdateSet((eb) => ({
        version: eb('order_links.version', '+', 1),
        replaced_at: replacedAt,
        replaced_by: replacedBy,
      })),
    )
    .execute();
  noteChange(trx, { orderIds: [orderId] });
}
