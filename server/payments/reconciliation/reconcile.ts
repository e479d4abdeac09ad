import { formatActor, type SystemActor } from '../../platform/actor.ts';
import { reconcileDisputes } from './reconcile-disputes.ts';
import { reconcileRefunds } from './reconcile-refunds.ts';
import { reconcileSessions } from './reconcile-sessions.ts';
import type { ReconcileDeps } from './reconciliation-run.ts';
import type { Period } from '../../platform/payment-service.ts';
import {
  findLastReconciliation,
  storeReconciliation,
  type Reconciliation,
} from './reconciliation-store.ts';
import { nextPeriod, withRefundLookback } from './reconciliation.ts';

/**
 * Compares the sessions, refunds and disputes of a period at the payment service with ours, in both
 * directions. It writes nothing but its own record. A difference is checked again before it is
 * reported, since both sides change meanwhile.
 *
 * @param options.period when absent, what the cron has not compared yet, at least the last days, up
 *   to a quarter of an hour ago; plus older refunds, which banks may return, and older open
 *   disputes
 * @returns the record of the run, also stored in `reconciliations`
 * @throws PaymentServiceError when the service does not answer; the record has the error
 */
export async function reconcile(
  deps: ReconcileDeps,
  actor: SystemActor,
  options: { period?: Period } = {},
): Promise<Reconciliation> {
  const startedAt = deps.clock.now();
  const last = await findLastReconciliation(deps.db, { complete: true });
  const run: Reconciliation = {
    reconciliationId: deps.newId(),
    startedBy: actor.startedBy ?? formatActor(actor),
    period: truncateToSeconds(options.period ?? nextPeriod(last, startedAt)),
    startedAt,
    finishedAt: null,
    sessions: 0,
    refunds: 0,
    disputes: 0,
    differenceCount: 0,
    differences: [],
    error: null,
  };
  await storeReconciliation(deps.db, run);
  try {
    await reconcileSessions(deps, run);
    const refunds = options.period ? run.period : withRefundLookback(run.period);
    await reconcileRefunds(deps, run, refunds);
    await reconcileDisputes(deps, run, { withOlder: !options.period });
  } catch (error) {
    run.error = error instanceof Error ? error.message : String(error);
    throw error;
  } finally {
    run.finishedAt = deps.clock.now();
    await storeReconciliation(deps.db, run);
    const { differences: _, ...counted } = run;
    deps.log.info({ reconciliation: counted }, 'reconciled');
  }
  return run;
}

/** The payment service counts in seconds, and both sides must compare the same period. */
function truncateToSeconds({ from, to }: Period): Period {
  const floor = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);
  return { from: floor(from), to: floor(to) };
}
