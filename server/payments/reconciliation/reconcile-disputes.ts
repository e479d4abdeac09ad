import { findDisputes } from '../disputes/dispute-store.ts';
import type { ServiceDispute } from '../../platform/payment-service.ts';
import { BATCH, findOwner, note, unseenRows, type ReconcileDeps } from './reconcile-walk.ts';
import {
  findDisputesOfPeriod,
  findOpenDisputesBefore,
  type OurMoneyRow,
  type Place,
  type Reconciliation,
} from './reconciliation-store.ts';
import { compareDispute, difference, type Difference } from './reconciliation.ts';
import { findInPages, walkPages } from '../refunds/walk-pages.ts';

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
  for await (const page of walkPages(list)) {
    for (const dispute of page) {
      seen.add(dispute.disputeId);
      const { isOurs, found } = await compareOneDispute(deps, dispute);
      if (isOurs) run.disputes++;
      if (found) note(run, await compareAgain(deps, found, dispute));
    }
  }
  const ours = (after: Place | null) => findDisputesOfPeriod(deps.db, run.period, after, BATCH);
  for await (const row of unseenRows(ours, seen)) {
    note(run, await compareAgain(deps, missingThere(row), row));
  }
  if (!options.withOlder) return;
  const older = (after: Place | null) =>
    findOpenDisputesBefore(deps.db, run.period.from, after, BATCH);
  for await (const row of unseenRows(older, seen)) {
    run.disputes++;
    note(run, await compareAgain(deps, missingThere(row), row));
  }
}

function missingThere(row: OurMoneyRow): Difference {
  return difference('dispute_missing_there', row, { there: {} });
}

async function compareOneDispute(
  deps: ReconcileDeps,
  dispute: ServiceDispute,
): Promise<{ isOurs: boolean; found: Difference | null }> {
  const orderId = await findOwner(deps, { ...dispute, orderId: null });
  const disputes = orderId ? await findDisputes(deps.db, [orderId]) : [];
  const here = disputes.find(({ disputeId }) => disputeId === dispute.disputeId);
  return { isOurs: orderId !== null, found: compareDispute(dispute, here, orderId) };
}

/** Reads the dispute of a difference by its payment, and compares it with what we have by then. */
async function compareAgain(
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
