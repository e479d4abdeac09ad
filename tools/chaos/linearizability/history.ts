import { entriesOf, type Entry, type EntryOf } from '../ledger/ledger.ts';
import { firstTold, type OrderStory, tellStories } from '../ledger/order-story.ts';
import type { Operation, Row } from './stock-model.ts';

/** How far the shop's clock, which decides when a payment window has ended, may be from ours, in ms. */
const CLOCKS_APART_MS_MAX = 100;

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
export function historiesOf(
  entries: readonly Entry[],
  closing: { at: number; rows: ReadonlyMap<string, Row> },
): Map<string, Operation[]> {
  const histories = new Map<string, Operation[]>();
  const add = (skuId: string, operation: Operation) => {
    const history = histories.get(skuId);
    if (history) history.push(operation);
    else histories.set(skuId, [operation]);
    return operation;
  };
  for (const story of tellStories(entries).values()) addOrder(add, story);
  for (const entry of entriesOf(entries, 'place')) addRefusal(add, entry);
  const adjustments = Map.groupBy(entriesOf(entries, 'adjust'), (entry) => entry.adjustmentId);
  for (const attempts of adjustments.values()) addAdjustment(add, inOrderSent(attempts));
  const refunds = Map.groupBy(entriesOf(entries, 'refund'), (entry) => entry.refundId);
  for (const attempts of refunds.values()) addRestock(add, inOrderSent(attempts));
  for (const [skuId, saw] of closing.rows) {
    const says = `at the end ${saw.onHand} are on hand and ${saw.locked} locked`;
    add(skuId, { does: 'read', saw, from: closing.at, to: closing.at, says });
  }
  return histories;
}

function inOrderSent<T extends { sentAt: number }>(entries: readonly T[]): T[] {
  return entries.toSorted((a, b) => a.sentAt - b.sentAt);
}

type Add = (skuId: string, operation: Operation) => Operation;

function addOrder(add: Add, story: OrderStory): void {
  if (story.exists === 'no') return;
  const { orderId, knownAt: to } = story;
  const from = Math.max(story.askedAt, story.absentAt);
  const optional = story.exists === 'perhaps';
  for (const [skuId, units] of unitsBySku(story)) {
    const says = `order ${orderId} takes ${units}`;
    const take = add(skuId, { does: 'take', units, from, to, says, ...(optional && { optional }) });
    const cancelled = firstTold(story, 'cancelled');
    const paid = firstTold(story, 'paid');
    if (cancelled) {
      const window = { from: mayEndFrom(story), to: cancelled.answeredAt };
      const says = `order ${orderId} gives ${units} back`;
      add(skuId, { does: 'release', units, ...window, after: take, says });
    }
    if (paid) {
      const window = { from: mayBePaidFrom(story), to: paid.answeredAt };
      const says = `order ${orderId}, paid, takes its ${units} off the shelf`;
      add(skuId, { does: 'consume', units, ...window, after: take, says });
    }
  }
}

function unitsBySku({ content }: OrderStory): Map<string, number> {
  const units = new Map<string, number>();
  for (const { skuId, quantity } of content.lines) {
    units.set(skuId, (units.get(skuId) ?? 0) + quantity);
  }
  return units;
}

function mayEndFrom(story: OrderStory): number {
  switch (story.statusReason) {
    case 'payment_window_passed':
      return Math.max(story.askedAt, (story.payBy ?? 0) - CLOCKS_APART_MS_MAX);
    case 'cancelled_by_shopper':
    case 'cancelled_by_staff':
      return story.cancelAskedAt ?? story.askedAt;
    case 'payment_failed':
      return story.acts['bank fails'] ?? story.askedAt;
    default:
      return story.askedAt;
  }
}

function mayBePaidFrom({ acts, askedAt }: OrderStory): number {
  const paidAt = Math.min(acts['pay by card'] ?? Infinity, acts['bank settles'] ?? Infinity);
  return Number.isFinite(paidAt) ? paidAt : askedAt;
}

function addRefusal(add: Add, entry: EntryOf<'place'>): void {
  const { outcome, sentAt: from, answeredAt: to } = entry;
  if (outcome.is !== 'refused' || outcome.code !== 'OUT_OF_STOCK') return;
  const lines = outcome.details['lines'] as { skuId: string; wanted: number; available: number }[];
  for (const { skuId, wanted, available } of lines) {
    const says = `order ${entry.orderId} is refused ${wanted}, told that ${available} are left`;
    add(skuId, { does: 'refuse', wanted, available, from, to, says });
  }
}

/** Adds the goods of one refund, which are on the shelf again if and only if the refund was recorded. */
function addRestock(add: Add, attempts: readonly EntryOf<'refund'>[]): void {
  const { orderId, restockLines, sentAt: from } = attempts[0]!;
  const told = attempts.find(({ outcome }) => outcome.is === 'told');
  const perhaps = attempts.some(({ outcome }) => outcome.is === 'unknown');
  if (!told && !perhaps) return;
  const { to, ...optional } = told
    ? { to: told.answeredAt }
    : { to: Infinity, optional: true as const };
  for (const { skuId, quantity } of restockLines) {
    const says = `staff put ${quantity} of order ${orderId} back${told ? '' : ' and hear nothing'}`;
    add(skuId, { does: 'adjust', delta: quantity, saw: null, from, to, says, ...optional });
  }
}

/**
 * Adds one adjustment. One that was asked for again, for want of an answer, took effect at one moment
 * since it was asked for first; what is told then is the row as it was while it was asked for last.
 */
function addAdjustment(add: Add, attempts: readonly EntryOf<'adjust'>[]): void {
  const { skuId, delta, sentAt: from } = attempts[0]!;
  const signed = delta > 0 ? `+${delta}` : String(delta);
  const told = attempts.find(({ outcome }) => outcome.is === 'told');
  if (told?.outcome.is === 'told') {
    const { onHand, locked } = told.outcome.value;
    const { answeredAt: to } = told;
    const saw = { onHand, locked };
    const says = `staff change it by ${signed} and are told ${onHand} on hand, ${locked} locked`;
    if (told === attempts[0]) {
      add(skuId, { does: 'adjust', delta, saw, from, to, says });
    } else {
      const adjustment = add(skuId, { does: 'adjust', delta, saw: null, from, to, says });
      add(skuId, { does: 'read', saw, from: told.sentAt, to, after: adjustment, says });
    }
  } else if (attempts.some(({ outcome }) => outcome.is === 'unknown')) {
    const says = `staff change it by ${signed} and hear nothing`;
    add(skuId, { does: 'adjust', delta, saw: null, from, to: Infinity, optional: true, says });
  }
  for (const { outcome, sentAt, answeredAt } of attempts) {
    if (outcome.is !== 'refused' || outcome.code !== 'STOCK_WOULD_GO_NEGATIVE') continue;
    const { onHand, locked } = outcome.details as unknown as Row;
    const says = `staff are refused ${signed}, told ${onHand} on hand and ${locked} locked`;
    add(skuId, { does: 'read', saw: { onHand, locked }, from: sentAt, to: answeredAt, says });
  }
}
