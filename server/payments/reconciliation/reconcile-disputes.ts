import { findDisputes } from '../disputes/dispute-store.ts';
import type { ServiceDispute } from '../../platform/payment-service.ts';
import {
  BATCH_SIZE,
  findOwningOrderId,
  addDifference,
  rowsMissingAtService,
  type ReconcileDeps,
} from './reconciliation-run.ts';
import {
  findDisputesOfPeriod,
  findOpenDisputesBefore,
  type LocalPaymentRow,
  type KeysetCursor,
  type Reconciliation,
} from './reconciliation-store.ts';
import { compareDispute, createDifference, type Difference } from './reconciliation.ts';
import { findInPages, paginate } from '../refunds/paginate.ts';

/**
 * Compares the disputes that were opened in a period.
 * @param options.withOlder also those that are open here since before it: banks take weeks to decide
 */
export async function reconcileDisputes(
  deps: ReconcileDeps,
  run: Reconciliation,
  options: { withOlder: boolean },
): Promise<void> {
  const seen = new Set<string>();
  const list = (cursor: string | null) => deps.payments.listDisputes(run.period, cursor);
  for await (const page of paginate(list)) {
    for (const dispute of page) {
      seen.add(dispute.disputeId);
      const { isOurs, found } = await compareOneDispute(deps, dispute);
      if (isOurs) run.disputes++;
      if (found) addDifference(run, await recheckDispute(deps, found, dispute));
    }
  }
  const ours = (after: KeysetCursor | null) =>
    findDisputesOfPeriod(deps.db, run.period, after, BATCH_SIZE);
  for await (const row of rowsMissingAtService(ours, seen)) {
    addDifference(run, await recheckDispute(deps, missingAtService(row), row));
  }
  if (!options.withOlder) return;
  const older = (after: KeysetCursor | null) =>
    findOpenDisputesBefore(deps.db, run.period.from, after, BATCH_SIZE);
  for await (const row of rowsMissingAtService(older, seen)) {
    run.disputes++;
    addDifference(run, await recheckDispute(deps, missingAtService(row), row));
  }
}

function missingAtService(row: LocalPaymentRow): Difference {
  return createDifference('dispute_missing_at_service', row, { there: {} });
}

async function compareOneDispute(
  deps: ReconcileDeps,
  dispute: ServiceDispute,
): Promise<{ isOurs: boolean; found: Difference | null }> {
  const orderId = await findOwningOrderId(deps, { ...dispute, orderId: null });
  const disputes = orderId ? await findDisputes(deps.db, [orderId]) : [];
  const here = disputes.find(({ disputeId }) => disputeId === dispute.disputeId);
  return { isOurs: orderId !== null, found: compareDispute(dispute, here, orderId) };
}

/** Reads the dispute of a difference by its payment, and compares it with what we have by then. */
async function recheckDispute(
  deps: ReconcileDeps,
  first: Difference,
  { paymentIntentId }: { paymentIntentId: string },
): Promise<Difference | null> {
  const there = await findInPages(
    (cursor) => deps.payments.listDisputes({ paymentIntentId }, cursor),
    (dispute) => dispute.disputeId === first.subject,
  );
  return there ? (await compareOneDispute(deps, there)).found : first;
}
