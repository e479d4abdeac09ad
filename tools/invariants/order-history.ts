import type {
  OrderContent,
  OrderStatus,
  PaymentAction,
  RequestLogEntry,
  RequestLogEntryOf,
} from './request-log.ts';

/** A response that contained an order's status. */
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
   * `yes`: a response says so. `no`: every attempt to place it was refused. `perhaps`: an attempt has
   * an unknown outcome, and no later response mentions the order.
   */
  exists: 'yes' | 'no' | 'perhaps';
  firstRequestedAt: number;
  /** When the last request was sent whose response says that it does not exist; else -Infinity. */
  absentAt: number;
  /** When the first response arrived that shows that it exists; else Infinity. */
  confirmedAt: number;
  payBy: number | null;
  /** In order of the responses. */
  statusObservations: StatusObservation[];
  /** By the last response. */
  statusReason: string | null;
  cancelRequestedAt: number | null;
  /** When each action was first tried at the payment service. */
  actionTimes: Partial<Record<PaymentAction, number>>;
}

/** Groups a request log by order, in the order of the first requests. */
export function buildOrderHistories(
  entries: readonly RequestLogEntry[],
): Map<string, OrderHistory> {
  const histories = new Map<string, OrderHistory>();
  const placements = entries.filter((entry) => entry.operation === 'place');
  for (const entry of placements.toSorted((a, b) => a.sentAt - b.sentAt)) {
    if (!histories.has(entry.orderId)) histories.set(entry.orderId, createHistory(entry));
  }
  for (const entry of entries.toSorted((a, b) => a.answeredAt - b.answeredAt)) {
    const history =
      'orderId' in entry && entry.orderId !== null ? histories.get(entry.orderId) : undefined;
    if (history) applyEntry(history, entry);
  }
  return histories;
}

function createHistory(entry: RequestLogEntryOf<'place'>): OrderHistory {
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

/** Refusals that are possible only while the order does not exist. */
const ABSENT_CODES = new Set([
  'NOT_FOUND',
  'OUT_OF_STOCK',
  'STOCK_RESERVED',
  'TOO_MANY_OPEN_ORDERS',
  'TOO_MANY_UNITS_HELD',
]);

function applyEntry(history: OrderHistory, entry: RequestLogEntry): void {
  if (entry.operation !== 'payment action' && entry.outcome.kind === 'refused') {
    const isAbsent = ABSENT_CODES.has(entry.outcome.code) && entry.operation !== 'refund';
    if (isAbsent) history.absentAt = Math.max(history.absentAt, entry.sentAt);
  }
  switch (entry.operation) {
    case 'place':
      if (entry.outcome.kind === 'ok') history.payBy = Date.parse(entry.outcome.value.payBy);
      else if (entry.outcome.kind === 'unknown' && history.exists === 'no') {
        history.exists = 'perhaps';
      }
      break;
    case 'cancel':
      history.cancelRequestedAt = Math.min(history.cancelRequestedAt ?? Infinity, entry.sentAt);
      if (entry.outcome.kind === 'ok') addObservation(history, entry, entry.outcome.value.status);
      break;
    case 'read order':
      if (entry.outcome.kind !== 'ok') break;
      addObservation(history, entry, entry.outcome.value.status);
      history.statusReason = entry.outcome.value.statusReason;
      history.payBy = Date.parse(entry.outcome.value.payBy);
      break;
    case 'payment action': {
      const { action, sentAt } = entry;
      history.actionTimes[action] = Math.min(history.actionTimes[action] ?? Infinity, sentAt);
      return;
    }
    case 'request payment':
      break;
    default:
      return;
  }
  if (entry.outcome.kind !== 'ok') return;
  history.exists = 'yes';
  history.confirmedAt = Math.min(history.confirmedAt, entry.answeredAt);
}

function addObservation(history: OrderHistory, entry: RequestLogEntry, status: OrderStatus): void {
  history.statusObservations.push({
    status,
    sentAt: entry.sentAt,
    answeredAt: entry.answeredAt,
  });
}

/** The first response with this status. */
export function firstObservation(
  history: OrderHistory,
  status: OrderStatus,
): StatusObservation | undefined {
  return history.statusObservations.find((observation) => observation.status === status);
}
