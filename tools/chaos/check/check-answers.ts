import { entriesOf, type EntryOf } from '../ledger/ledger.ts';
import type { OrderStory } from '../ledger/order-story.ts';
import type { Evidence, OrderRecord } from './evidence.ts';
import type { Finding } from './finding.ts';

/** Every answer about an order against the order as the database has it. */
export function checkAnswers(
  evidence: Evidence,
  stories: ReadonlyMap<string, OrderStory>,
): Finding[] {
  const { orders } = evidence.shop;
  const findings: Finding[] = [];
  for (const story of stories.values()) {
    const order = orders.get(story.orderId);
    findings.push(...(order ? checkOrder(story, order) : checkMissing(story)));
    findings.push(...checkTellings(story));
  }
  for (const orderId of orders.keys()) {
    if (stories.has(orderId)) continue;
    findings.push({ kind: 'mismatched', words: `order ${orderId} exists, and nobody placed it` });
  }
  findings.push(...checkPlacedAnswers(entriesOf(evidence.entries, 'place'), orders));
  for (const { orderId, outcome } of entriesOf(evidence.entries, 'reuse id')) {
    if (outcome.is !== 'told') continue;
    const words = `order ${orderId} was sent again with other content, and that was acknowledged`;
    findings.push({ kind: 'mismatched', words });
  }
  for (const { how, orderId, outcome } of entriesOf(evidence.entries, 'forged webhook')) {
    if (outcome.is !== 'told' || outcome.value.status >= 300) continue;
    const words = `a webhook ${how} about order ${orderId} was believed (${outcome.value.status})`;
    findings.push({ kind: 'mismatched', words });
  }
  return findings;
}

function checkMissing(story: OrderStory): Finding[] {
  if (story.exists !== 'yes') return [];
  return [{ kind: 'lost', words: `order ${story.orderId} was acknowledged, and does not exist` }];
}

function checkOrder(story: OrderStory, order: OrderRecord): Finding[] {
  const findings: Finding[] = [];
  const { orderId } = story;
  if (story.exists === 'no') {
    const holds = order.unitsLocked > 0 ? ` and holds ${order.unitsLocked} units` : '';
    const words = `order ${orderId} was refused each time it was asked for, but exists${holds}`;
    findings.push({ kind: 'mismatched', words });
  }
  if (!hasContent(story, order)) {
    const words = `order ${orderId} does not have the content that was ordered`;
    findings.push({ kind: 'mismatched', words });
  }
  for (const status of new Set(story.tellings.map((telling) => telling.status))) {
    if (status === 'pending_payment' || status === order.status) continue;
    const kind = status === 'paid' ? 'lost' : 'mismatched';
    findings.push({
      kind,
      words: `order ${orderId} was told to be ${status}, and is ${order.status}`,
    });
  }
  return findings;
}

function hasContent({ content }: OrderStory, order: OrderRecord): boolean {
  const wanted = new Map<string, number>();
  for (const { skuId, quantity } of content.lines) {
    wanted.set(skuId, (wanted.get(skuId) ?? 0) + quantity);
  }
  return (
    order.email === content.email &&
    order.totalCents === content.totalCents &&
    order.lines.length === wanted.size &&
    order.lines.every(({ skuId, quantity }) => wanted.get(skuId) === quantity)
  );
}

/** An order leaves `pending_payment` once: whoever asks later must not be told less. */
function checkTellings({ orderId, tellings }: OrderStory): Finding[] {
  const findings: Finding[] = [];
  let settled: { status: string; answeredAt: number } | undefined;
  for (const telling of tellings) {
    if (settled && telling.status !== settled.status && telling.sentAt > settled.answeredAt) {
      const words = `order ${orderId} was told to be ${settled.status}, and afterwards to be ${telling.status}`;
      findings.push({ kind: 'mismatched', words });
    }
    if (telling.status !== 'pending_payment') settled ??= telling;
  }
  return findings;
}

/** Refusals that speak of the moment and not of the order. */
const PASSING_CODES = new Set(['BUSY', 'RATE_LIMITED']);

/** Sent twice it is one order, so each acknowledgement says the same, and what is stored. */
function checkPlacedAnswers(
  entries: readonly EntryOf<'place'>[],
  orders: ReadonlyMap<string, OrderRecord>,
): Finding[] {
  const findings: Finding[] = [];
  const acknowledgedAt = new Map<string, number>();
  for (const { orderId, outcome, sentAt, answeredAt } of entries) {
    if (outcome.is === 'told' && !acknowledgedAt.has(orderId))
      acknowledgedAt.set(orderId, answeredAt);
    if (outcome.is !== 'refused' || PASSING_CODES.has(outcome.code)) continue;
    if (!(sentAt > (acknowledgedAt.get(orderId) ?? Infinity))) continue;
    const words = `order ${orderId} was acknowledged, and refused (${outcome.code}) when it was sent again`;
    findings.push({ kind: 'mismatched', words });
  }
  for (const { orderId, outcome } of entries) {
    const order = orders.get(orderId);
    if (outcome.is !== 'told' || !order) continue;
    const { value } = outcome;
    const same =
      value.orderId === orderId &&
      value.totalCents === order.totalCents &&
      value.currency === order.currency &&
      Date.parse(value.payBy) === order.payBy;
    if (same) continue;
    const words = `order ${orderId} was acknowledged as ${JSON.stringify(value)}, which is not what is stored`;
    findings.push({ kind: 'mismatched', words });
  }
  return findings;
}
