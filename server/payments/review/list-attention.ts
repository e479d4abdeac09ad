import { addMs } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import { orderNumber } from '../../platform/ids.ts';
import {
  findFailedRefunds,
  findMissingSessions,
  findUnresolvedHeldPayments,
  findLongProcessingPayments,
  findOpenDisputes,
  findUnresolvedOrders,
  findStalledRefunds,
} from './attention-store.ts';
import { findLastReconciliation } from '../reconciliation/reconciliation-store.ts';

const HOUR_MS = 60 * 60_000;
/** By then the retries of a job and a sweep have run. */
const UNPROCESSED_MS_MAX = 2 * HOUR_MS;
/** Banks take up to ten working days. */
const REFUND_PENDING_MS_MAX = 14 * 24 * HOUR_MS;
/** Items of one kind that are listed. */
const ITEMS_PER_KIND_MAX = 100;

/**
 * Lists what needs review, oldest first: payments that process for too long (their stock stays
 * locked), held payments, sessions that the payment service does not know, failed or stalled refunds, open disputes, orders that could not be
 * closed; and the last daily reconciliation if it found differences.
 *
 * @returns the items; `isTruncated` when there are more of some kind
 */
export async function listAttention(deps: Deps) {
  const { db, rules } = deps;
  const now = deps.clock.now();
  const unmadeBefore = addMs(now, -UNPROCESSED_MS_MAX);
  const lists = await Promise.all([
    findLongProcessingPayments(db, addMs(now, -rules.processingAlarmMs), ITEMS_PER_KIND_MAX + 1),
    findUnresolvedHeldPayments(db, ITEMS_PER_KIND_MAX + 1),
    findFailedRefunds(db, ITEMS_PER_KIND_MAX + 1),
    findStalledRefunds(
      db,
      { requestedBefore: unmadeBefore, madeBefore: addMs(now, -REFUND_PENDING_MS_MAX) },
      ITEMS_PER_KIND_MAX + 1,
    ),
    findOpenDisputes(db, ITEMS_PER_KIND_MAX + 1),
    findUnresolvedOrders(db, unmadeBefore, ITEMS_PER_KIND_MAX + 1),
    findMissingSessions(db, ITEMS_PER_KIND_MAX + 1),
  ]);
  const books = await findLastReconciliation(db, { complete: false });
  const items = lists
    .flatMap((list) => list.slice(0, ITEMS_PER_KIND_MAX))
    .sort((a, b) => a.since.getTime() - b.since.getTime());
  return {
    items: items.map((item) => ({
      ...item,
      number: orderNumber(item.orderId),
      since: item.since.toISOString(),
    })),
    isTruncated: lists.some((list) => list.length > ITEMS_PER_KIND_MAX),
    /** Set when the last daily reconciliation found differences or got no answer. */
    books:
      books && (books.differenceCount > 0 || books.error !== null)
        ? {
            reconciliationId: books.reconciliationId,
            startedAt: books.startedAt.toISOString(),
            differenceCount: books.differenceCount,
            error: books.error,
          }
        : null,
    now: now.toISOString(),
  };
}
