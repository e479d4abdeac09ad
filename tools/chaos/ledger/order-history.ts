import type { RequestLogEntry, OrderContent, OrderStatus, PaymentAction } from './request-log.ts';

/** An answer that told an order's status, and the status. */
export interface StatusObservation {
  status: OrderStatus;
  sentAt: number;
  answeredAt: number;
}

/** What all callers together learned about one order. */
export interface OrderHistory {
  orderId: string;
  content: OrderContent;
  /**
   * `yes`: some answer says so. `no`: every attempt to place it was refused. `perhaps`: an attempt has
   * no clear answer, and nothing was heard of the order afterwards.
   */
  exists: 'yes' | 'no' | 'perhaps';
  /** When it was asked for first. */
  firstRequestedAt: number;
  /** It did not exist yet when this was asked, which was answered so; -Infinity when nothing was. */
  absentAt: number;
  /** The end of the first answer that shows that it exists; Infinity when none does. */
  confirmedAt: number;
  payBy: number | null;
  /** All that was told of its status, in order of the answers. */
  statusObservations: StatusObservation[];
  /** As told last. */
  statusReason: string | null;
  /** When it was first asked to be cancelled. */
  cancelRequestedAt: number | null;
  /** When each act was first done at the payment service, whatever came of it. */
  actionTimes: Partial<Record<PaymentAction, number>>;
}

/** Gathers a requestLog by order, in the order in which they were asked for. */
export function buildOrderHistories(
  entries: readonly RequestLogEntry[],
): Map<string, OrderHistory> {
  const orderHistories = new Map<string, OrderHistory>();
  const asked = entries.filter((entry) => entry.operation === 'place');
  for (const entry of asked.toSorted((a, b) => a.sentAt - b.sentAt)) {
    if (!orderHistories.has(entry.orderId))
      orderHistories.set(entry.orderId, createOrderHistory(entry));
  }
  for (const entry of entries.toSorted((a, b) => a.answeredAt - b.answeredAt)) {
    const orderHistory = 'orderId' in entry ? orderHistories.get(entry.orderId) : undefined;
    if (orderHistory) applyEntry(orderHistory, entry);
  }
  return orderHistories;
}

function createOrderHistory(entry: Extract<RequestLogEntry, { operation: 'place' }>): OrderHistory {
  return {
    orderId: entry.orderId,
    content: entry.content,
    exists: 'no',
    firstRequestedAt: entry.sentAt,
    absentAt: -Infinity,
    confirmedAt: Infinity,
    payBy: null,
    statusObservations: [],
    statusReason: null,
    cancelRequestedAt: null,
    actionTimes: {},
  };
}

/** Refusals that an order meets only while it does not exist. */
const ABSENT_CODES = new Set(['NOT_FOUND', 'OUT_OF_STOCK', 'TOO_MANY_OPEN_ORDERS']);

function applyEntry(orderHistory: OrderHistory, entry: RequestLogEntry): void {
  if (entry.operation !== 'act' && entry.outcome.kind === 'refused') {
    const isAbsent = ABSENT_CODES.has(entry.outcome.code) && entry.operation !== 'refund';
    if (isAbsent) orderHistory.absentAt = Math.max(orderHistory.absentAt, entry.sentAt);
  }
  const told = entry.outcome.kind === 'ok';
  switch (entry.operation) {
    case 'place':
      if (entry.outcome.kind === 'ok') orderHistory.payBy = Date.parse(entry.outcome.value.payBy);
      else if (entry.outcome.kind === 'unknown' && orderHistory.exists === 'no')
        orderHistory.exists = 'perhaps';
      break;
    case 'cancel':
      orderHistory.cancelRequestedAt = Math.min(
        orderHistory.cancelRequestedAt ?? Infinity,
        entry.sentAt,
      );
      if (entry.outcome.kind === 'ok')
        addStatusObservation(orderHistory, entry, entry.outcome.value.status);
      break;
    case 'look':
      if (entry.outcome.kind !== 'ok') break;
      addStatusObservation(orderHistory, entry, entry.outcome.value.status);
      orderHistory.statusReason = entry.outcome.value.statusReason;
      orderHistory.payBy = Date.parse(entry.outcome.value.payBy);
      break;
    case 'act':
      orderHistory.actionTimes[entry.action] = Math.min(
        orderHistory.actionTimes[entry.action] ?? Infinity,
        entry.sentAt,
      );
      return;
    case 'request payment':
      break;
    default:
      return;
  }
  if (!told) return;
  orderHistory.exists = 'yes';
  orderHistory.confirmedAt = Math.min(orderHistory.confirmedAt, entry.answeredAt);
}

function addStatusObservation(
  orderHistory: OrderHistory,
  entry: RequestLogEntry,
  status: OrderStatus,
): void {
  orderHistory.statusObservations.push({
    status,
    sentAt: entry.sentAt,
    answeredAt: entry.answeredAt,
  });
}

/** The first answer that told this status. */
export function firstObservation(
  orderHistory: OrderHistory,
  status: OrderStatus,
): StatusObservation | undefined {
  return orderHistory.statusObservations.find((telling) => telling.status === status);
}
