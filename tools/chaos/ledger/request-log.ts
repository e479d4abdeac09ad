/** What a caller learned from one request. */
export type Outcome<T> =
  | { kind: 'ok'; value: T }
  /** An answer that says that nothing was done. */
  | { kind: 'refused'; code: string; details: Readonly<Record<string, unknown>> }
  /** No answer, or none that says what was done: it may have been done, or still be. */
  | { kind: 'unknown'; why: string };

export type OrderStatus = 'pending_payment' | 'paid' | 'cancelled';

export interface OrderLine {
  skuId: string;
  quantity: number;
}

/** What a shopper asks for when ordering. */
export interface OrderContent {
  email: string;
  lines: OrderLine[];
  totalCents: number;
}

export interface PlaceResponse {
  orderId: string;
  payBy: string;
  totalCents: number;
  currency: string;
}

export interface OrderResponse {
  status: OrderStatus;
  statusReason: string | null;
  payBy: string;
}

interface Timed {
  /** When the request went out and when its outcome was known, in ms since 1970. */
  sentAt: number;
  answeredAt: number;
}

/** Every request of a run with what its caller was told. */
export type RequestLogEntry = Timed &
  (
    | {
        operation: 'place';
        orderId: string;
        content: OrderContent;
        outcome: Outcome<PlaceResponse>;
      }
    /** The id of an order that exists, with other content: it must be refused. */
    | { operation: 'reuse id'; orderId: string; outcome: Outcome<PlaceResponse> }
    | { operation: 'request payment'; orderId: string; outcome: Outcome<{ url: string }> }
    | {
        operation: 'cancel';
        orderId: string;
        by: 'shopper' | 'staff';
        outcome: Outcome<{ status: OrderStatus }>;
      }
    | { operation: 'look'; orderId: string; outcome: Outcome<OrderResponse> }
    | {
        operation: 'adjust';
        skuId: string;
        locationId: string;
        delta: number;
        /** Names the adjustment: asked for twice, it is one. */
        adjustmentId: string;
        outcome: Outcome<{ onHand: number; locked: number }>;
      }
    | {
        operation: 'refund';
        orderId: string;
        /** Names the refund: asked for twice, it is one. */
        refundId: string;
        amountCents: number;
        /** Goods that go back on the shelf with it. */
        restockLines: OrderLine[];
        outcome: Outcome<{ refundId: string }>;
      }
    /** At the payment service, by the shopper, by a bank, or by staff at its dashboard. */
    | {
        operation: 'act';
        action: PaymentAction;
        orderId: string;
        outcome: Outcome<{ paid: boolean }>;
      }
    | {
        operation: 'forged webhook';
        how: string;
        orderId: string;
        outcome: Outcome<{ status: number }>;
      }
  );

export type PaymentAction =
  | 'pay by card'
  | 'pay after expiry'
  | 'decline'
  | 'pay by bank'
  | 'bank settles'
  | 'bank fails'
  | 'refund at the dashboard'
  | 'dispute'
  | 'dispute decided';

export type RequestLogEntryOf<What extends RequestLogEntry['operation']> = Extract<
  RequestLogEntry,
  { operation: What }
>;

export interface RequestLog {
  readonly entries: readonly RequestLogEntry[];
  append(entry: RequestLogEntry): void;
}

export function createRequestLog(): RequestLog {
  const entries: RequestLogEntry[] = [];
  return { entries, append: (entry) => void entries.push(entry) };
}

/** The entries of one kind, in the order in which they were answered. */
export function filterEntries<What extends RequestLogEntry['operation']>(
  entries: readonly RequestLogEntry[],
  operation: What,
): RequestLogEntryOf<What>[] {
  return entries.filter((entry): entry is RequestLogEntryOf<What> => entry.operation === operation);
}

/** How many requests of a requestLog were answered how, in message. */
export function summarizeOutcomes(entries: readonly RequestLogEntry[]): string {
  const count = (is: Outcome<unknown>['kind']) =>
    entries.filter((entry) => entry.outcome.kind === is).length;
  return `${entries.length} requests: ${count('ok')} told, ${count('refused')} refused, ${count('unknown')} without a clear answer`;
}
