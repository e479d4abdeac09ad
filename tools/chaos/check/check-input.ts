import type { StockRow } from '../linearizability/stock-model.ts';
import type { RequestLogEntry, OrderLine, OrderStatus } from '../ledger/request-log.ts';

/** What is known when a run is over and all has settled. */
export interface CheckInput {
  /** What the clients asked and were told. */
  requests: readonly RequestLogEntry[];
  /** The stock when the run began. */
  initialStock: ReadonlyMap<string, StockRow>;
  shop: ShopRecords;
  service: ServiceRecords;
  /** What the production audit says of the database. */
  violations: readonly { rule: string; detail: string }[];
  /** What the shop's reconciliation of its books with the payment service's finds. */
  differences: readonly { kind: string; subject: string; detail: string }[];
  /** Processes that ended by themselves, in message. */
  unexpectedExits: readonly string[];
}

/** What the shop's database holds. */
export interface ShopRecords {
  orders: ReadonlyMap<string, OrderRecord>;
  stock: ReadonlyMap<string, StockRow>;
  adjustments: readonly { adjustmentId: string; skuId: string; delta: number }[];
}

export interface OrderRecord {
  orderId: string;
  status: OrderStatus;
  statusReason: string | null;
  email: string;
  totalCents: number;
  currency: string;
  payBy: number;
  lines: OrderLine[];
  /** Units of its locks that are neither consumed nor released. */
  unitsLocked: number;
  payment: { state: string; sessionId: string | null; paidCents: number } | null;
  refunds: {
    refundId: string;
    /** Null for one that the payment service has not made. */
    serviceRefundId: string | null;
    state: string;
    amountCents: number;
  }[];
}

/** What the payment service lists. */
export interface ServiceRecords {
  sessions: readonly SessionRecord[];
  refunds: readonly ServiceRefundRecord[];
}

export interface SessionRecord {
  sessionId: string;
  /** As the shop named it; null when it did not. */
  orderId: string | null;
  status: 'open' | 'complete' | 'expired';
  /** `processing`: promised, but neither come nor failed. */
  paymentStatus: 'none' | 'processing' | 'captured';
  amountCents: number;
  currency: string;
  paymentIntentId: string | null;
}

export interface ServiceRefundRecord {
  serviceRefundId: string;
  paymentIntentId: string;
  /** As the shop named it; null for one that it did not make. */
  refundId: string | null;
  state: string;
  amountCents: number;
}
