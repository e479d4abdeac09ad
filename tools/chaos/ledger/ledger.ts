/** What a caller learned from one request. */
export type Outcome<T> =
  | { is: 'told'; value: T }
  /** An answer that says that nothing was done. */
  | { is: 'refused'; code: string; details: Readonly<Record<string, unknown>> }
  /** No answer, or none that says what was done: it may have been done, or still be. */
  | { is: 'unknown'; why: string };

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

export interface PlacedAnswer {
  orderId: string;
  payBy: string;
  totalCents: number;
  currency: string;
}

export interface OrderAnswer {
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
export type Entry = Timed &
  (
    | { what: 'place'; orderId: string; content: OrderContent; outcome: Outcome<PlacedAnswer> }
    /** The id of an order that exists, with other content: it must be refused. */
    | { what: 'reuse id'; orderId: string; outcome: Outcome<PlacedAnswer> }
    | { what: 'request payment'; orderId: string; outcome: Outcome<{ url: string }> }
    | {
        what: 'cancel';
        orderId: string;
        by: 'shopper' | 'staff';
        outcome: Outcome<{ status: OrderStatus }>;
      }
    | { what: 'look'; orderId: string; outcome: Outcome<OrderAnswer> }
    | {
        what: 'adjust';
        skuId: string;
        locationId: string;
        delta: number;
        /** Names the adjustment: asked for twice, it is one. */
        adjustmentId: string;
        outcome: Outcome<{ onHand: number; locked: number }>;
      }
    | {
        what: 'refund';
        orderId: string;
        /** Names the refund: asked for twice, it is one. */
        refundId: string;
        amountCents: number;
        /** Goods that go back on the shelf with it. */
        restockLines: OrderLine[];
        outcome: Outcome<{ refundId: string }>;
      }
    /** At the payment service, by the shopper, by a bank, or by staff at its dashboard. */
    | { what: 'act'; act: ServiceAct; orderId: string; outcome: Outcome<{ paid: boolean }> }
    | { what: 'forged webhook'; how: string; orderId: string; outcome: Outcome<{ status: number }> }
  );

export type ServiceAct =
  | 'pay by card'
  | 'pay after expiry'
  | 'decline'
  | 'pay by bank'
  | 'bank settles'
  | 'bank fails'
  | 'refund at the dashboard'
  | 'dispute'
  | 'dispute decided';

export type EntryOf<What extends Entry['what']> = Extract<Entry, { what: What }>;

export interface Ledger {
  readonly entries: readonly Entry[];
  write(entry: Entry): void;
}

export function createLedger(): Ledger {
  const entries: Entry[] = [];
  return { entries, write: (entry) => void entries.push(entry) };
}

/** The entries of one kind, in the order in which they were answered. */
export function entriesOf<What extends Entry['what']>(
  entries: readonly Entry[],
  what: What,
): EntryOf<What>[] {
  return entries.filter((entry): entry is EntryOf<What> => entry.what === what);
}

/** How many requests of a ledger were answered how, in words. */
export function countOutcomes(entries: readonly Entry[]): string {
  const count = (is: Outcome<unknown>['is']) =>
    entries.filter((entry) => entry.outcome.is === is).length;
  return `${entries.length} requests: ${count('told')} told, ${count('refused')} refused, ${count('unknown')} without a clear answer`;
}
