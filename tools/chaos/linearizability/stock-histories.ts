import {
  filterEntries,
  type RequestLogEntry,
  type RequestLogEntryOf,
} from '../ledger/request-log.ts';
import {
  firstObservation,
  type OrderHistory,
  buildOrderHistories,
} from '../ledger/order-history.ts';
import type { Operation, StockRow } from './stock-model.ts';

/** How far the shop's clock, which decides when a payment window has ended, may be from ours, in ms. */
const CLOCK_SKEW_MS_MAX = 100;

/**
 * The history of each SKU's stock row, from what callers asked and were told and from nothing else.
 *
 * An order without a clear answer may have taken its units at any time from its first request on, or
 * never. The units of an order that ended as cancelled came back at some moment between what can have
 * cancelled it (a request to cancel, the end of its window, a failed payment) and the first answer
 * that told so; those of a paid one left the shelf between its payment and the first answer telling it.
 * Units that staff put back with a refund came between their first request and the answer.
 *
 * @param closing the rows as read at the very end, when nothing was under way any more
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
    const description = `at the end ${observed.onHand} are on hand and ${observed.locked} locked`;
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
  for (const [skuId, units] of unitsBySku(orderHistory)) {
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
      const description = `order ${orderId} gives ${units} back`;
      add(skuId, { kind: 'release', units, ...window, dependsOn: take, description });
    }
    if (paid) {
      const window = { calledAt: earliestConsumeAt(orderHistory), returnedAt: paid.answeredAt };
      const description = `order ${orderId}, paid, takes its ${units} off the shelf`;
      add(skuId, { kind: 'consume', units, ...window, dependsOn: take, description });
    }
  }
}

function unitsBySku({ content }: OrderHistory): Map<string, number> {
  const units = new Map<string, number>();
  for (const { skuId, quantity } of content.lines) {
    units.set(skuId, (units.get(skuId) ?? 0) + quantity);
  }
  return units;
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

function addRefusal(add: AddOperation, entry: RequestLogEntryOf<'place'>): void {
  const { outcome, sentAt: from, answeredAt: to } = entry;
  if (outcome.kind !== 'refused' || outcome.code !== 'OUT_OF_STOCK') return;
  const lines = outcome.details['lines'] as { skuId: string; wanted: number; available: number }[];
  for (const { skuId, wanted, available } of lines) {
    const description = `order ${entry.orderId} is refused ${wanted}, told that ${available} are left`;
    add(skuId, { kind: 'refuse', wanted, available, calledAt: from, returnedAt: to, description });
  }
}

/** Adds the goods of one refund, which are on the shelf again if and only if the refund was recorded. */
function addRestock(add: AddOperation, attempts: readonly RequestLogEntryOf<'refund'>[]): void {
  const { orderId, restockLines, sentAt: from } = attempts[0]!;
  const told = attempts.find(({ outcome }) => outcome.kind === 'ok');
  const perhaps = attempts.some(({ outcome }) => outcome.kind === 'unknown');
  if (!told && !perhaps) return;
  const { to, ...optional } = told
    ? { to: told.answeredAt }
    : { to: Infinity, optional: true as const };
  for (const { skuId, quantity } of restockLines) {
    const description = `staff put ${quantity} of order ${orderId} back${told ? '' : ' and hear nothing'}`;
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
 * Adds one adjustment. One that was asked for again, for want of an answer, took effect at one moment
 * since it was asked for first; what is told then is the row as it was while it was asked for last.
 */
function addAdjustment(add: AddOperation, attempts: readonly RequestLogEntryOf<'adjust'>[]): void {
  const { skuId, delta, sentAt: from } = attempts[0]!;
  const signed = delta > 0 ? `+${delta}` : String(delta);
  const told = attempts.find(({ outcome }) => outcome.kind === 'ok');
  if (told?.outcome.kind === 'ok') {
    const { onHand, locked } = told.outcome.value;
    const { answeredAt: to } = told;
    const observed = { onHand, locked };
    const description = `staff change it by ${signed} and are told ${onHand} on hand, ${locked} locked`;
    if (told === attempts[0]) {
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
        calledAt: told.sentAt,
        returnedAt: to,
        dependsOn: adjustment,
        description,
      });
    }
  } else if (attempts.some(({ outcome }) => outcome.kind === 'unknown')) {
    const description = `staff change it by ${signed} and hear nothing`;
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
    const description = `staff are refused ${signed}, told ${onHand} on hand and ${locked} locked`;
    add(skuId, {
      kind: 'read',
      observed: { onHand, locked },
      calledAt: sentAt,
      returnedAt: answeredAt,
      description,
    });
  }
}
