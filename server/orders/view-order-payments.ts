import { parseActor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { findConsumedLocks } from '../checkout/lock-store.ts';
import { findDisputes } from '../payments/disputes/dispute-store.ts';
import { findRefundableBalances } from '../payments/refunds/find-refundable-balances.ts';
import { findHeldPayments } from '../checkout/held-payment-store.ts';
import { findRefunds } from '../checkout/refund-store.ts';
import { planRestock } from '../payments/refunds/restock.ts';
import { findRestocks } from '../payments/refunds/restock-store.ts';

/** What staff see of an order's money: refundable balances, refunds, held payments and disputes. */
export async function viewOrderPayments({ db }: Deps, orderId: string) {
  const [left, held, refunds, disputes, sold, restocked] = await Promise.all([
    findRefundableBalances(db, orderId),
    findHeldPayments(db, [orderId]),
    findRefunds(db, [orderId]),
    findDisputes(db, [orderId]),
    findConsumedLocks(db, orderId),
    findRestocks(db, orderId),
  ]);
  return {
    /** Refundable balance of the order's own payment. */
    refundableCents: left.find(({ isHeld }) => !isHeld)?.refundableCents ?? 0,
    held: held.map(({ heldAt, resolvedAt, resolvedBy, ...money }) => ({
      ...money,
      refundableCents:
        left.find(({ paymentIntentId }) => paymentIntentId === money.paymentIntentId)
          ?.refundableCents ?? 0,
      heldAt: heldAt.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
      resolvedBy: resolvedBy === null ? null : parseActor(resolvedBy),
    })),
    refunds: refunds.map(({ requestedAt, madeAt, updatedAt, resolvedAt, ...refund }) => ({
      ...refund,
      requestedBy: parseActor(refund.requestedBy),
      resolvedBy: refund.resolvedBy === null ? null : parseActor(refund.resolvedBy),
      requestedAt: requestedAt.toISOString(),
      madeAt: madeAt?.toISOString() ?? null,
      updatedAt: updatedAt.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
    })),
    disputes: disputes.map(({ openedAt, updatedAt, ...dispute }) => ({
      ...dispute,
      openedAt: openedAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    })),
    /** Units sold and not restocked, per SKU. */
    restockable: restockablePerSku(sold, restocked),
  };
}

function restockablePerSku(
  sold: Parameters<typeof planRestock>[0],
  restocked: Parameters<typeof planRestock>[1],
): { skuId: string; quantity: number }[] {
  const plan = planRestock(sold, restocked, 'all');
  if (plan.kind !== 'planned') return [];
  const quantities = new Map<string, number>();
  for (const { skuId, quantity } of plan.units) {
    quantities.set(skuId, (quantities.get(skuId) ?? 0) + quantity);
  }
  return [...quantities].map(([skuId, quantity]) => ({ skuId, quantity }));
}
