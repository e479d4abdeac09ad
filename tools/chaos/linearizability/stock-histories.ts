import {
  filterEntries,
  unitsBySku,
  type RequestLogEntry,
  type RequestLogEntryOf,
} from '../../invariants/request-log.ts';
import {
  firstObservation,
  type OrderHistory,
  buildOrderHistories,
} from '../../invariants/order-history.ts';
import type { StockRow } from '../../invariants/records.ts';
import type { Operation } from './stock-model.ts';

/** Tolerance between the shop's clock, which decides the end of a payment window, and ours. */
const CLOCK_SKEW_MS_MAX = 100;

/**
 * The history of each SKU's stock row, from requests and responses alone.
 *
 * An order with an unknown outcome may have taken its units at any time since its first request, or never.
 * A cancelled order released its units between what can have cancelled it (a request, the end of its
 * window, a failed payment) and the first response with that status; a paid order consumed them between
 * its payment and the first such response; a restock happened between its first request and its response.
 *
 * @param closing the rows at the end, when nothing is in flight
 */
export function buildStockHistories(
  entries: readonly RequestLogEntry[],
  closing: { at: number; rows: ReadonlyMap<string, StockRow> },
): Map<string, Operation[]> {
  const histories = new Map<string, Operation[]>();
  const add = (skuId: string, operation: Operation) => {
    const history = histories.get(skuId);
    if (history) history.push(operation);
    else histories.set(skuId, [operation]);
    return operation;
  };
  for (const orderHistory of buildOrderHistories(entries).values()) addOrder(add, orderHistory);
  for (const entry of filterEntries(entries, 'place')) addRefusal(add, entry);
  const adjustments = Map.groupBy(filterEntries(entries, 'adjust'), (entry) => entry.adjustmentId);
  for (const attempts of adjustments.values()) addAdjustment(add, sortBySentAt(attempts));
  const refunds = Map.groupBy(filterEntries(entries, 'refund'), (entry) => entry.refundId);
  for (const attempts of refunds.values()) addRestock(add, sortBySentAt(attempts));
  for (const [skuId, observed] of closing.rows) {
    const description = `at the end ${observed.onHand} on hand, ${observed.locked} locked`;
    add(skuId, {
      kind: 'read',
      observed,
      calledAt: closing.at,
      returnedAt: closing.at,
      description,
    });
  }
  return histories;
}

function sortBySentAt<T extends { sentAt: number }>(entries: readonly T[]): T[] {
  return entries.toSorted((a, b) => a.sentAt - b.sentAt);
}

type AddOperation = (skuId: string, operation: Operation) => Operation;

function addOrder(add: AddOperation, orderHistory: OrderHistory): void {
  if (orderHistory.exists === 'no') return;
  const { orderId, confirmedAt: to } = orderHistory;
  const from = Math.max(orderHistory.firstRequestedAt, orderHistory.absentAt);
  const optional = orderHistory.exists === 'perhaps';
  for (const [skuId, units] of unitsBySku(orderHistory.content.lines)) {
    const description = `order ${orderId} takes ${units}`;
    const take = add(skuId, {
      kind: 'take',
      units,
      calledAt: from,
      returnedAt: to,
      description,
      ...(optional && { optional }),
    });
    const cancelled = firstObservation(orderHistory, 'cancelled');
    const paid = firstObservation(orderHistory, 'paid');
    if (cancelled) {
      const window = {
        calledAt: earliestReleaseAt(orderHistory),
        returnedAt: cancelled.answeredAt,
      };
      const description = `order ${orderId} releases ${units}`;
      add(skuId, { kind: 'release', units, ...window, dependsOn: take, description });
    }
    if (paid) {
      const window = { calledAt: earliestConsumeAt(orderHistory), returnedAt: paid.answeredAt };
      const description = `order ${orderId}is paid and consumes ${units}`;
      add(skuId, { kind: 'consume', units, ...window, dependsOn: take, description });
    }
  }
}

function earliestReleaseAt(orderHistory: OrderHistory): number {
  switch (orderHistory.statusReason) {
    case 'payment_window_passed':
      return Math.max(orderHistory.firstRequestedAt, (orderHistory.payBy ?? 0) - CLOCK_SKEW_MS_MAX);
    case 'cancelled_by_shopper':
    case 'cancelled_by_staff':
      return orderHistory.cancelRequestedAt ?? orderHistory.firstRequestedAt;
    case 'payment_failed':
      return orderHistory.actionTimes['bank fails'] ?? orderHistory.firstRequestedAt;
    default:
      return orderHistory.firstRequestedAt;
  }
}

function earliestConsumeAt({ actionTimes: acts, firstRequestedAt: askedAt }: OrderHistory): number {
  const paidAt = Math.min(acts['pay by card'] ?? Infinity, acts['bank settles'] ?? Infinity);
  return Number.isFinite(paidAt) ? paidAt : askedAt;
}

const SHORT_STOCK_CODES = new Set(['OUT_OF_STOCK', 'STOCK_RESERVED']);

function addRefusal(add: AddOperation, entry: RequestLogEntryOf<'place'>): void {
  const { outcome, sentAt: from, answeredAt: to } = entry;
  if (outcome.kind !== 'refused' || !SHORT_STOCK_CODES.has(outcome.code)) return;
  const lines = outcome.details['lines'] as { skuId: string; wanted: number; available: number }[];
  for (const { skuId, wanted, available } of lines) {
    const description = `order ${entry.orderId} is refused ${wanted}, ${available} are left`;
    add(skuId, { kind: 'refuse', wanted, available, calledAt: from, returnedAt: to, description });
  }
}

/** Adds the restock of one refund, which commits with the refund. */
function addRestock(add: AddOperation, attempts: readonly RequestLogEntryOf<'refund'>[]): void {
  const { orderId, restockLines, sentAt: from } = attempts[0]!;
  const answered = attempts.find(({ outcome }) => outcome.kind === 'ok');
  const perhaps = attempts.some(({ outcome }) => outcome.kind === 'unknown');
  if (!answered && !perhaps) return;
  const { to, ...optional } = answered
    ? { to: answered.answeredAt }
    : { to: Infinity, optional: true as const };
  for (const { skuId, quantity } of restockLines) {
    const description = `staff restock ${quantity} of order ${orderId}${answered ? '' : ', no response'}`;
    add(skuId, {
      kind: 'adjust',
      delta: quantity,
      observed: null,
      calledAt: from,
      returnedAt: to,
      description,
      ...optional,
    });
  }
}

/**
 * Adds one adjustment. A repeated one took effect once, at any time since its first request; its response
 * is a read of the row during the last request.
 */
function addAdjustment(add: AddOperation, attempts: readonly RequestLogEntryOf<'adjust'>[]): void {
  const { skuId, delta, sentAt: from } = attempts[0]!;
  const signed = delta > 0 ? `+${delta}` : String(delta);
  const answered = attempts.find(({ outcome }) => outcome.kind === 'ok');
  if (answered?.outcome.kind === 'ok') {
    const { onHand, locked } = answered.outcome.value;
    const { answeredAt: to } = answered;
    const observed = { onHand, locked };
    const description = `staff adjust by ${signed}: ${onHand} on hand, ${locked} locked`;
    if (answered === attempts[0]) {
      add(skuId, { kind: 'adjust', delta, observed, calledAt: from, returnedAt: to, description });
    } else {
      const adjustment = add(skuId, {
        kind: 'adjust',
        delta,
        observed: null,
        calledAt: from,
        returnedAt: to,
        description,
      });
      add(skuId, {
        kind: 'read',
        observed,
        calledAt: answered.sentAt,
        returnedAt: to,
        dependsOn: adjustment,
        description,
      });
    }
  } else if (attempts.some(({ outcome }) => outcome.kind === 'unknown')) {
    const description = `staff adjust by ${signed}, no response`;
    add(skuId, {
      kind: 'adjust',
      delta,
      observed: null,
      calledAt: from,
      returnedAt: Infinity,
      optional: true,
      description,
    });
  }
  for (const { outcome, sentAt, answeredAt } of attempts) {
    if (outcome.kind !== 'refused' || outcome.code !== 'STOCK_WOULD_GO_NEGATIVE') continue;
    const { onHand, locked } = outcome.details as unknown as StockRow;
    const description = `staff are refused ${signed}: ${onHand} on hand, ${locked} locked`;
    add(skuId, {
      kind: 'read',
      observed: { onHand, locked },
      calledAt: sentAt,
      returnedAt: answeredAt,
      description,
    });
  }
}
