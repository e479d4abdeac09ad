import type { Deps } from '../../platform/deps.ts';
import { findOrders } from '../../checkout/order-store.ts';
import { findOrderIdByPaymentIntent } from '../../checkout/payment-store.ts';
import type { LocalRow, KeysetCursor, Reconciliation } from './reconciliation-store.ts';
import type { Difference } from './reconciliation.ts';

export type ReconcileDeps = Pick<Deps, 'db' | 'payments' | 'clock' | 'newId' | 'log'>;

/** Rows of ours per query. */
export const BATCH_SIZE = 500;
/** Differences stored with a run; the others are only counted. */
export const DIFFERENCES_MAX = 1000;

export function addDifference(run: Reconciliation, found: Difference | null): void {
  if (!found) return;
  run.differenceCount++;
  if (run.differences.length < DIFFERENCES_MAX) run.differences.push(found);
}

/** Rows of ours that the payment service did not list. */
export async function* rowsMissingAtService<Row extends LocalRow>(
  read: (after: KeysetCursor | null) => Promise<Row[]>,
  seen: ReadonlySet<string>,
): AsyncGenerator<Row, void> {
  let after: KeysetCursor | null = null;
  for (;;) {
    const rows: Row[] = await read(after);
    for (const row of rows) if (!seen.has(row.subject)) yield row;
    after = rows.at(-1)?.cursor ?? null;
    if (after === null) return;
  }
}

/** The order of a payment: the one named by the service, else found by the payment intent. */
export async function findOwningOrderId(
  deps: ReconcileDeps,
  { orderId, paymentIntentId }: { orderId: string | null; paymentIntentId: string },
): Promise<string | null> {
  if (orderId && (await findOrders(deps.db, [orderId])).has(orderId)) return orderId;
  return await findOrderIdByPaymentIntent(deps.db, paymentIntentId);
}
