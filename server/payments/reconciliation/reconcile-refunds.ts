import type { Period, ServiceRefund } from '../../platform/payment-service.ts';
import {
  BATCH,
  findOwner,
  LISTED_MAX,
  note,
  unseenRows,
  type ReconcileDeps,
} from './reconcile-walk.ts';
import {
  findRefundsMade,
  findRefundsNotMade,
  type OurMoneyRow,
  type Place,
  type Reconciliation,
} from './reconciliation-store.ts';
import { compareRefund, difference, type Difference } from './reconciliation.ts';
import { findRefund, findRefunds } from '../../checkout/refund-store.ts';
import { findInPages, walkPages } from '../refunds/walk-pages.ts';

/** Compares the refunds that were made in a period, and looks for those that were asked for and never made. */
export async function reconcileRefunds(
  deps: ReconcileDeps,
  run: Reconciliation,
  period: Period,
): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listRefunds(period, cursor);
  for await (const page of walkPages(list)) {
    for (const refund of page) {
      seen.add(refund.serviceRefundId);
      const { isOurs, found } = await compareOneRefund(deps, refund);
      if (isOurs) run.refunds++;
      if (found) note(run, await compareAgain(deps, found, refund));
    }
  }
  const ours = (after: Place | null) => findRefundsMade(deps.db, period, after, BATCH);
  for await (const row of unseenRows(ours, seen)) {
    note(run, await compareAgain(deps, missingThere(row), row));
  }
  for (const id of await findRefundsNotMade(deps.db, period, LISTED_MAX)) {
    const refund = await findRefund(deps.db, id);
    if (refund?.state !== 'requested') continue;
    const of = { subject: id.refundId, orderId: id.orderId };
    note(
      run,
      difference('refund_not_made', of, {
        here: { refund: 'requested' },
        said: refund.lastError ?? undefined,
      }),
    );
  }
}

function missingThere(row: OurMoneyRow): Difference {
  return difference('refund_missing_there', row, { there: {} });
}

async function compareOneRefund(
  deps: ReconcileDeps,
  refund: ServiceRefund,
): Promise<{ isOurs: boolean; found: Difference | null }> {
  const orderId = await findOwner(deps, refund);
  const refunds = orderId ? await findRefunds(deps.db, [orderId]) : [];
  const here = refunds.find(
    ({ refundId, serviceRefundId }) =>
      serviceRefundId === refund.serviceRefundId || refundId === refund.refundId,
  );
  return { isOurs: orderId !== null, found: compareRefund(refund, here, orderId) };
}

/** Reads the refund of a difference by its payment, and compares it with what we have by then. */
async function compareAgain(
  deps: ReconcileDeps,
  first: Difference,
  { paymentIntentId }: { paymentIntentId: string },
): Promise<Difference | null> {
  const there = await findInPages(
    (cursor) => deps.payments.listRefunds({ paymentIntentId }, cursor),
    (refund) => refund.serviceRefundId === first.subject,
  );
  return there ? (await compareOneRefund(deps, there)).found : first;
}
