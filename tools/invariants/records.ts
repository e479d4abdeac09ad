import type { OrderLine, OrderStatus } from './request-log.ts';

/** One SKU's stock, all locations together: `available = onHand − locked`. */
export interface StockRow {
  onHand: number;
  locked: number;
}

/** What the shop's database holds. */
export interface ShopRecords {
  orders: ReadonlyMap<string, OrderRecord>;
  stock: ReadonlyMap<string, StockRow>;
  adjustments: readonly { adjustmentId: string; skuId: string; delta: number }[];
  /** Events in the inbox that are not applied yet. */
  unappliedEventIds: readonly string[];
}

/** An order with all that belongs to it. */
export interface OrderRecord {
  orderId: string;
  status: OrderStatus;
  email: string;
  buyerId: string;
  totalCents: number;
  currency: string;
  payBy: number;
  lines: OrderLine[];
  /** Units of its locks that are neither consumed nor released. */
  unitsLocked: number;
  payment: {
    state: string;
    sessionId: string | null;
    paymentIntentId: string | null;
    paidCents: number;
  } | null;
  refunds: RefundRecord[];
  /** Payment intents whose money does not fit the order and waits for staff. */
  heldPaymentIntentIds: string[];
}

export interface RefundRecord {
  refundId: string;
  /** Null until the payment service has made it. */
  serviceRefundId: string | null;
  paymentIntentId: string;
  state: string;
  amountCents: number;
  /** Made at the payment service's dashboard, not requested by the shop. */
  isExternal: boolean;
}

/** What the payment service holds. */
export interface ServiceRecords {
  sessions: readonly SessionRecord[];
  refunds: readonly ServiceRefundRecord[];
}

export interface SessionRecord {
  sessionId: string;
  /** As its creator named it; null when it names none. */
  orderId: string | null;
  status: 'open' | 'complete' | 'expired';
  /** `processing`: a bank transfer that has neither arrived nor failed. */
  paymentStatus: 'none' | 'processing' | 'captured';
  amountCents: number;
  currency: string;
  paymentIntentId: string | null;
  /** Created by another shop in the name of our order. */
  isForeign: boolean;
}

export interface ServiceRefundRecord {
  serviceRefundId: string;
  paymentIntentId: string;
  /** Our id; null when the shop did not request it. */
  refundId: string | null;
  state: string;
  amountCents: number;
}
