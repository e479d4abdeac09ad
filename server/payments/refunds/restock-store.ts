import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import type { StockQuantity } from './restock.ts';

/** Restocked units of an order, or of one of its refunds. */
export async function findRestocks(
  db: Database,
  orderId: string,
  refundId?: string,
): Promise<StockQuantity[]> {
  return await db
    .selectFrom('restocks')
    .select(['sku_id as skuId', 'location_id as locationId', 'quantity'])
    .where('order_id', '=', orderId)
    .$if(refundId !== undefined, (query) => query.where('refund_id', '=', refundId!))
    .execute();
}

/** Records restocked units of a refund, each with its stock adjustment. */
export async function insertRestocks(
  trx: Trx,
  of: { orderId: string; refundId: string },
  units: readonly (StockQuantity & { adjustmentId: string })[],
): Promise<void> {
  if (units.length === 0) return;
  await trx
    .insertInto('restocks')
    .values(
      units.map(({ skuId, locationId, quantity, adjustmentId }) => ({
        order_id: of.orderId,
        refund_id: of.refundId,
        sku_id: skuId,
        location_id: locationId,
        quantity,
        adjustment_id: adjustmentId,
      })),
    )
    .execute();
}
