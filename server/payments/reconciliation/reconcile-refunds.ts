import type { Period, ServiceRefund } from '../../platform/payment-service.ts';
import {
  BATCH_SIZE,
  findOwningOrderId,
  DIFFERENCES_MAX,
  addDifference,
  rowsMissingAtService,
  type ReconcileDeps,
} from './reconciliation-run.ts';
import {
  findRefundsOfPeriod,
  findRequestedRefunds,
  type LocalPaymentRow,
  type KeysetCursor,
  type Reconciliation,
} from './reconciliation-store.ts';
import { compareRefund, createDifference, type Difference } from './reconciliation.ts';
import { findRefund, findRefunds } from '../../checkout/refund-store.ts';
import { findInPages, paginate } from '../refunds/paginate.ts';

/** Compares the refunds of a period, and reports those that were requested and never made. */
export async function reconcileRefunds(
  deps: ReconcileDeps,
  run: Reconciliation,
  period: Period,
): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listRefunds(period, cursor);
  for await (const page of paginate(list)) {
    for (const refund of page) {
      seen.add(refund.serviceRefundId);
      const { isOurs, found } = await compareOneRefund(deps, refund);
      if (isOurs) run.refunds++;
      if (found) addDifference(run, await recheckRefund(deps, found, refund));
    }
  }
  const ours = (after: KeysetCursor | null) =>
    findRefundsOfPeriod(deps.db, period, after, BATCH_SIZE);
  for await (const row of rowsMissingAtService(ours, seen)) {
    addDifference(run, await recheckRefund(deps, missingAtService(row), row));
  }
  for (const id of await findRequestedRefunds(deps.db, period, DIFFERENCES_MAX)) {
    const refund = await findRefund(deps.db, id);
    if (refund?.state !== 'requested') continue;
    const of = { subject: id.refundId, orderId: id.orderId };
    addDifference(
      run,
      createDifference('refund_not_made', of, {
        here: { refund: 'requested' },
        said: refund.lastError ?? undefined,
      }),
    );
  }
}

function missingAtService(row: LocalPaymentRow): Difference {
  return createDifference('refund_missing_at_service', row, { there: {} });
}

async function compareOneRefund(
  deps: ReconcileDeps,
  refund: ServiceRefund,
): Promise<{ isOurs: boolean; found: Difference | null }> {
  const orderId = await findOwningOrderId(deps, refund);
  const refunds = orderId ? await findRefunds(deps.db, [orderId]) : [];
  const here = refunds.find(
    ({ refundId, serviceRefundId }) =>
      serviceRefundId === refund.serviceRefundId || refundId === refund.refundId,
  );
  return { isOurs: orderId !== null, found: compareRefund(refund, here, orderId) };
}

/** Reads the refund of a difference by its payment, and compares it with what we have by then. */
async function recheckRefund(
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
