import { filterEntries, type RequestLogEntryOf } from '../ledger/request-log.ts';
import type { OrderHistory } from '../ledger/order-history.ts';
import type { CheckInput, OrderRecord } from './check-input.ts';
import type { Finding } from './finding.ts';

/** Every answer about an order against the order as the database has it. */
export function checkResponses(
  evidence: CheckInput,
  orderHistories: ReadonlyMap<string, OrderHistory>,
): Finding[] {
  const { orders } = evidence.shop;
  const findings: Finding[] = [];
  for (const orderHistory of orderHistories.values()) {
    const order = orders.get(orderHistory.orderId);
    findings.push(...(order ? checkOrder(orderHistory, order) : checkMissingOrder(orderHistory)));
    findings.push(...checkMonotonicStatus(orderHistory));
  }
  for (const orderId of orders.keys()) {
    if (orderHistories.has(orderId)) continue;
    findings.push({ kind: 'mismatched', message: `order ${orderId} exists, and nobody placed it` });
  }
  findings.push(...checkPlaceResponses(filterEntries(evidence.requests, 'place'), orders));
  for (const { orderId, outcome } of filterEntries(evidence.requests, 'reuse id')) {
    if (outcome.kind !== 'ok') continue;
    const message = `order ${orderId} was sent again with other content, and that was acknowledged`;
    findings.push({ kind: 'mismatched', message });
  }
  for (const { how, orderId, outcome } of filterEntries(evidence.requests, 'forged webhook')) {
    if (outcome.kind !== 'ok' || outcome.value.status >= 300) continue;
    const message = `a webhook ${how} about order ${orderId} was believed (${outcome.value.status})`;
    findings.push({ kind: 'mismatched', message });
  }
  return findings;
}

function checkMissingOrder(orderHistory: OrderHistory): Finding[] {
  if (orderHistory.exists !== 'yes') return [];
  return [
    { kind: 'lost', message: `order ${orderHistory.orderId} was acknowledged, and does not exist` },
  ];
}

function checkOrder(orderHistory: OrderHistory, order: OrderRecord): Finding[] {
  const findings: Finding[] = [];
  const { orderId } = orderHistory;
  if (orderHistory.exists === 'no') {
    const holds = order.unitsLocked > 0 ? ` and holds ${order.unitsLocked} units` : '';
    const message = `order ${orderId} was refused each time it was asked for, but exists${holds}`;
    findings.push({ kind: 'mismatched', message });
  }
  if (!matchesContent(orderHistory, order)) {
    const message = `order ${orderId} does not have the content that was ordered`;
    findings.push({ kind: 'mismatched', message });
  }
  for (const status of new Set(orderHistory.statusObservations.map((telling) => telling.status))) {
    if (status === 'pending_payment' || status === order.status) continue;
    const kind = status === 'paid' ? 'lost' : 'mismatched';
    findings.push({
      kind,
      message: `order ${orderId} was told to be ${status}, and is ${order.status}`,
    });
  }
  return findings;
}

function matchesContent({ content }: OrderHistory, order: OrderRecord): boolean {
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
function checkMonotonicStatus({ orderId, statusObservations: tellings }: OrderHistory): Finding[] {
  const findings: Finding[] = [];
  let settled: { status: string; answeredAt: number } | undefined;
  for (const telling of tellings) {
    if (settled && telling.status !== settled.status && telling.sentAt > settled.answeredAt) {
      const message = `order ${orderId} was told to be ${settled.status}, and afterwards to be ${telling.status}`;
      findings.push({ kind: 'mismatched', message });
    }
    if (telling.status !== 'pending_payment') settled ??= telling;
  }
  return findings;
}

/** Refusals that speak of the moment and not of the order. */
const TRANSIENT_CODES = new Set(['BUSY', 'RATE_LIMITED']);

/** Sent twice it is one order, so each acknowledgement says the same, and what is stored. */
function checkPlaceResponses(
  entries: readonly RequestLogEntryOf<'place'>[],
  orders: ReadonlyMap<string, OrderRecord>,
): Finding[] {
  const findings: Finding[] = [];
  const acknowledgedAt = new Map<string, number>();
  for (const { orderId, outcome, sentAt, answeredAt } of entries) {
    if (outcome.kind === 'ok' && !acknowledgedAt.has(orderId))
      acknowledgedAt.set(orderId, answeredAt);
    if (outcome.kind !== 'refused' || TRANSIENT_CODES.has(outcome.code)) continue;
    if (!(sentAt > (acknowledgedAt.get(orderId) ?? Infinity))) continue;
    const message = `order ${orderId} was acknowledged, and refused (${outcome.code}) when it was sent again`;
    findings.push({ kind: 'mismatched', message });
  }
  for (const { orderId, outcome } of entries) {
    const order = orders.get(orderId);
    if (outcome.kind !== 'ok' || !order) continue;
    const { value } = outcome;
    const same =
      value.orderId === orderId &&
      value.totalCents === order.totalCents &&
      value.currency === order.currency &&
      Date.parse(value.payBy) === order.payBy;
    if (same) continue;
    const message = `order ${orderId} was acknowledged as ${JSON.stringify(value)}, which is not what is stored`;
    findings.push({ kind: 'mismatched', message });
  }
  return findings;
}
