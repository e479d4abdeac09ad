import type { OrderHistory } from './order-history.ts';
import type { OrderRecord, ServiceRecords } from './records.ts';
import {
  filterEntries,
  unitsBySku,
  type OrderContent,
  type OrderStatus,
  type RequestLogEntry,
  type RequestLogEntryOf,
} from './request-log.ts';
import type { Report } from './rules.ts';

/** The database, as far as responses speak of it. */
export interface ResponseContext {
  findOrder(orderId: string): OrderRecord | undefined;
  hasAdjustment(adjustmentId: string): boolean;
  hasEvent(eventId: string): boolean;
}

/** One response against the database, at any time after it. */
export function checkResponse(
  entry: RequestLogEntry,
  context: ResponseContext,
  report: Report,
): void {
  switch (entry.operation) {
    case 'place':
      checkAcceptedOrder(entry, context.findOrder(entry.orderId), report);
      break;
    case 'reuse id':
      if (entry.outcome.kind === 'ok') report('responses/order-id-used-once', entry.orderId);
      break;
    case 'cancel':
    case 'read order':
      if (entry.outcome.kind !== 'ok') break;
      checkStatus(entry.orderId, entry.outcome.value.status, context, report);
      break;
    case 'request payment': {
      if (entry.outcome.kind !== 'ok') break;
      const { url } = entry.outcome.value;
      const sessionId = context.findOrder(entry.orderId)?.payment?.sessionId;
      if (sessionId && url.includes(sessionId)) break;
      const detail = `order ${entry.orderId} is paid at ${url}, recorded is ${sessionId}`;
      report('responses/payment-page-is-recorded-session', detail);
      break;
    }
    case 'refund': {
      if (entry.outcome.kind !== 'ok') break;
      const { refundId } = entry.outcome.value;
      const { refunds = [] } = context.findOrder(entry.orderId) ?? {};
      if (refunds.some((refund) => refund.refundId === refundId)) break;
      report('responses/accepted-refund-exists', `refund ${refundId} of order ${entry.orderId}`);
      break;
    }
    case 'adjust':
      if (entry.outcome.kind !== 'ok' || context.hasAdjustment(entry.adjustmentId)) break;
      report('responses/accepted-adjustment-exists', `adjustment ${entry.adjustmentId}`);
      break;
    case 'webhook': {
      if (entry.outcome.kind !== 'ok' || entry.outcome.value.status >= 300) break;
      const { eventId, forgery, orderId } = entry;
      if (forgery) report('responses/forged-webhook-rejected', `${forgery}, order ${orderId}`);
      else if (!context.hasEvent(eventId)) {
        report('responses/accepted-webhook-in-inbox', `event ${eventId} of order ${orderId}`);
      }
      break;
    }
    case 'payment action':
  }
}

function checkAcceptedOrder(
  { orderId, content, outcome }: RequestLogEntryOf<'place'>,
  order: OrderRecord | undefined,
  report: Report,
): void {
  if (outcome.kind !== 'ok') return;
  if (!order) return report('responses/accepted-order-exists', `order ${orderId}`);
  const { value } = outcome;
  const isSame =
    value.orderId === orderId &&
    value.totalCents === order.totalCents &&
    value.currency === order.currency &&
    Date.parse(value.payBy) === order.payBy;
  if (!isSame || !hasContent(order, content)) {
    report('responses/order-as-accepted', `order ${orderId}: ${JSON.stringify(value)}`);
  }
}

function checkStatus(
  orderId: string,
  status: OrderStatus,
  context: ResponseContext,
  report: Report,
): void {
  // `pending_payment` may be over when its response arrives; the other two are final.
  if (status === 'pending_payment') return;
  const current = context.findOrder(orderId)?.status;
  if (current === status) return;
  const rule = status === 'paid' ? 'paid-order-stays-paid' : 'cancelled-order-stays-cancelled';
  report(`responses/${rule}`, `order ${orderId} was ${status}, is ${current}`);
}

function hasContent(order: OrderRecord, content: OrderContent): boolean {
  const wanted = unitsBySku(content.lines);
  return (
    order.email === content.email &&
    order.totalCents === content.totalCents &&
    order.buyerId === (content.buyerId ?? order.buyerId) &&
    order.lines.length === wanted.size &&
    order.lines.every(({ skuId, quantity }) => wanted.get(skuId) === quantity)
  );
}

/**
 * What needs all responses of a run, at its end: orders without a response, statuses in their order,
 * and payments that the payment service confirmed.
 */
export function checkHistories(
  histories: ReadonlyMap<string, OrderHistory>,
  entries: readonly RequestLogEntry[],
  orders: ReadonlyMap<string, OrderRecord>,
  { sessions }: ServiceRecords,
  report: Report,
): void {
  for (const order of orders.values()) {
    const history = histories.get(order.orderId);
    if (!history) report('responses/every-order-was-placed', `order ${order.orderId}`);
    else if (history.exists === 'no') {
      const detail = `order ${order.orderId}, ${order.unitsLocked} units locked`;
      report('responses/refused-order-absent', detail);
    } else if (!hasContent(order, history.content)) {
      report('responses/order-as-accepted', `order ${order.orderId}`);
    }
  }
  for (const history of histories.values()) checkStatusOrder(history, report);
  checkRepeatedPlacements(filterEntries(entries, 'place'), report);
  const captured = new Set(
    sessions
      .filter((session) => session.paymentStatus === 'captured')
      .map(({ orderId }) => orderId),
  );
  for (const { orderId, outcome } of filterEntries(entries, 'payment action')) {
    if (outcome.kind !== 'ok' || !outcome.value.paid || captured.has(orderId)) continue;
    if (histories.has(orderId)) report('responses/accepted-payment-exists', `order ${orderId}`);
  }
}

/** An order leaves `pending_payment` once; later requests must not see an earlier status. */
function checkStatusOrder({ orderId, statusObservations }: OrderHistory, report: Report): void {
  let settled: { status: string; answeredAt: number } | undefined;
  for (const observation of statusObservations) {
    const { status, sentAt } = observation;
    if (settled && status !== settled.status && sentAt > settled.answeredAt) {
      const detail = `order ${orderId} was ${settled.status}, later ${status}`;
      report('responses/status-never-goes-back', detail);
    }
    if (status !== 'pending_payment') settled ??= observation;
  }
}

/** Refusals that depend on the moment, not on the order. */
const TRANSIENT_CODES = new Set(['BUSY', 'RATE_LIMITED']);

/** An accepted order that is sent again is accepted again. */
function checkRepeatedPlacements(
  entries: readonly RequestLogEntryOf<'place'>[],
  report: Report,
): void {
  const acceptedAt = new Map<string, number>();
  for (const { orderId, outcome, sentAt, answeredAt } of entries) {
    if (outcome.kind === 'ok' && !acceptedAt.has(orderId)) acceptedAt.set(orderId, answeredAt);
    if (outcome.kind !== 'refused' || TRANSIENT_CODES.has(outcome.code)) continue;
    if (sentAt > (acceptedAt.get(orderId) ?? Infinity)) {
      report('responses/placement-is-idempotent', `order ${orderId}: ${outcome.code}`);
    }
  }
}
