import type { Deps } from '../../platform/deps.ts';
import { findOrders } from '../../checkout/order-store.ts';
import { findOrderOfIntent } from '../../checkout/payment-store.ts';
import type { OurRow, Place, Reconciliation } from './reconciliation-store.ts';
import type { Difference } from './reconciliation.ts';

export type ReconcileDeps = Pick<Deps, 'db' | 'payments' | 'clock' | 'newId' | 'log'>;

/** Rows of ours that are read at once. */
export const BATCH = 500;
/** Differences that are kept with their remedies; all are counted. */
export const LISTED_MAX = 1000;

export function note(run: Reconciliation, found: Difference | null): void {
  if (!found) return;
  run.differenceCount++;
  if (run.differences.length < LISTED_MAX) run.differences.push(found);
}

/** Rows of ours that the payment service did not list. */
export async function* unseenRows<Row extends OurRow>(
  read: (after: Place | null) => Promise<Row[]>,
  seen: ReadonlySet<string>,
): AsyncGenerator<Row, void> {
  let after: Place | null = null;
  for (;;) {
    const rows: Row[] = await read(after);
    for (const row of rows) if (!seen.has(row.subject)) yield row;
    after = rows.at(-1)?.place ?? null;
    if (after === null) return;
  }
}

/** The order of ours whose money this is, by what the service was told, or by the payment. */
export async function findOwner(
  deps: ReconcileDeps,
  { orderId, paymentIntentId }: { orderId: string | null; paymentIntentId: string },
): Promise<string | null> {
  if (orderId && (await findOrders(deps.db, [orderId])).has(orderId)) return orderId;
  return await findOrderOfIntent(deps.db, paymentIntentId);
}
