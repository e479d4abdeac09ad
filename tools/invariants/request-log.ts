/** What a caller learned from one request. */
export type Outcome<T> =
  | { kind: 'ok'; value: T }
  /** A response that says that nothing was done. */
  | { kind: 'refused'; code: string; details: Readonly<Record<string, unknown>> }
  /** No response, or none that says what was done: the request may have taken effect, or still may. */
  | { kind: 'unknown'; reason: string };

export type OrderStatus = 'pending_payment' | 'paid' | 'cancelled';

export interface OrderLine {
  skuId: string;
  quantity: number;
}

/** What a shopper orders. */
export interface OrderContent {
  email: string;
  lines: readonly OrderLine[];
  totalCents: number;
  /** Undefined when the caller does not know it: a browser has only a cookie. */
  buyerId?: string;
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
  /** When the request was sent and when its outcome was known, in ms since 1970. */
  sentAt: number;
  answeredAt: number;
}

/** A request with its outcome. */
export type RequestLogEntry = Timed &
  (
    | {
        operation: 'place';
        orderId: string;
        content: OrderContent;
        outcome: Outcome<PlaceResponse>;
      }
    /** The id of an existing order with other content: it must be refused. */
    | { operation: 'reuse id'; orderId: string; outcome: Outcome<PlaceResponse> }
    | { operation: 'request payment'; orderId: string; outcome: Outcome<{ url: string }> }
    | {
        operation: 'cancel';
        orderId: string;
        by: 'shopper' | 'staff';
        outcome: Outcome<{ status: OrderStatus }>;
      }
    | { operation: 'read order'; orderId: string; outcome: Outcome<OrderResponse> }
    | {
        operation: 'adjust';
        skuId: string;
        locationId: string;
        delta: number;
        /** Idempotency key. */
        adjustmentId: string;
        outcome: Outcome<{ onHand: number; locked: number }>;
      }
    | {
        operation: 'refund';
        orderId: string;
        /** Idempotency key. */
        refundId: string;
        amountCents: number;
        restockLines: readonly OrderLine[];
        outcome: Outcome<{ refundId: string }>;
      }
    /** At the payment service, by the shopper, a bank, or staff at its dashboard. */
    | {
        operation: 'payment action';
        action: PaymentAction;
        orderId: string;
        outcome: Outcome<{ paid: boolean }>;
      }
    | {
        operation: 'webhook';
        eventId: string;
        /** What is wrong with it; null for a genuine event. */
        forgery: string | null;
        orderId: string | null;
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

type Operation = RequestLogEntry['operation'];

export type RequestLogEntryOf<O extends Operation> = Extract<RequestLogEntry, { operation: O }>;

export interface RequestLog {
  readonly entries: readonly RequestLogEntry[];
  append(entry: RequestLogEntry): void;
}

export function createRequestLog(): RequestLog {
  const entries: RequestLogEntry[] = [];
  return { entries, append: (entry) => void entries.push(entry) };
}

/** The entries of one operation, in the order of their responses. */
export function filterEntries<O extends Operation>(
  entries: readonly RequestLogEntry[],
  operation: O,
): RequestLogEntryOf<O>[] {
  return entries.filter((entry): entry is RequestLogEntryOf<O> => entry.operation === operation);
}

/** For the progress output of a run. */
export function summarizeOutcomes(entries: readonly RequestLogEntry[]): string {
  const count = (kind: Outcome<unknown>['kind']) =>
    entries.filter((entry) => entry.outcome.kind === kind).length;
  return `${entries.length} requests: ${count('ok')} ok, ${count('refused')} refused, ${count('unknown')} unknown`;
}

/** Units per SKU. */
export function unitsBySku(lines: readonly OrderLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { skuId, quantity } of lines) units.set(skuId, (units.get(skuId) ?? 0) + quantity);
  return units;
}
