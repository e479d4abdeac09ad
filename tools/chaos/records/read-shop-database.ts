import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { OrderRecord, ShopRecords, StockRow } from '../../invariants/records.ts';

/** Reads the shop's database in one snapshot. */
export async function readShopDatabase(db: Database): Promise<ShopRecords> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const orders = await sql<OrderRecord>`
        select order_id as "orderId", status, email, buyer_id as "buyerId",
          total_cents as "totalCents", currency, extract(epoch from pay_by)::float8 * 1000 as "payBy",
          (select coalesce(json_agg(json_build_object('skuId', sku_id, 'quantity', quantity)), '[]')
            from order_lines where order_lines.order_id = orders.order_id) as lines,
          (select coalesce(sum(quantity), 0)::int from stock_locks
            where stock_locks.order_id = orders.order_id and state = 'active') as "unitsLocked",
          (select json_build_object('state', state, 'sessionId', session_id,
              'paymentIntentId', payment_intent_id, 'paidCents', paid_cents)
            from payments where payments.order_id = orders.order_id) as payment,
          (select coalesce(json_agg(json_build_object(
              'refundId', refund_id, 'serviceRefundId', service_refund_id, 'state', state,
              'paymentIntentId', payment_intent_id, 'amountCents', amount_cents,
              'isExternal', reason = 'made_at_service')), '[]')
            from refunds where refunds.order_id = orders.order_id) as refunds,
          (select coalesce(json_agg(payment_intent_id), '[]')
            from held_payments where held_payments.order_id = orders.order_id) as "heldPaymentIntentIds"
        from orders`.execute(trx);
      const adjustments = await sql<ShopRecords['adjustments'][number]>`
        select adjustment_id as "adjustmentId", sku_id as "skuId", delta from stock_adjustments`.execute(
        trx,
      );
      const events = await sql<{ eventId: string }>`
        select event_id as "eventId" from webhook_events where applied_at is null`.execute(trx);
      return {
        orders: new Map(orders.rows.map((order) => [order.orderId, truncateToMs(order)])),
        adjustments: adjustments.rows,
        stock: await readStock(trx),
        unappliedEventIds: events.rows.map((row) => row.eventId),
      };
    });
}

/** The stock of each SKU, all locations together. */
export async function readStock(db: Database): Promise<Map<string, StockRow>> {
  const { rows } = await sql<StockRow & { skuId: string }>`
    select sku_id as "skuId", sum(on_hand)::int as "onHand", sum(locked)::int as locked
    from stock group by sku_id`.execute(db);
  return new Map(rows.map(({ skuId, onHand, locked }) => [skuId, { onHand, locked }]));
}

/** Responses have milliseconds, the database microseconds. */
function truncateToMs(order: OrderRecord): OrderRecord {
  return { ...order, payBy: Math.floor(order.payBy) };
}
