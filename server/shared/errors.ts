/**
 * What a caller can get wrong, or what the state of the shop refuses. One closed union, mapped to
 * the transport once (server/trpc/base.ts). Messages tell a person what to do next.
 */
export type DomainErrorDetails =
  | { code: 'VALIDATION'; issues: { path: string; message: string }[] }
  | { code: 'NOT_FOUND' }
  | { code: 'UNKNOWN_SKU'; skuIds: string[] }
  /** STOCK_RESERVED: there is enough of each, but unpaid orders hold it; it may come back. */
  | {
      code: 'OUT_OF_STOCK' | 'STOCK_RESERVED';
      lines: { skuId: string; wanted: number; available: number; reserved: number }[];
    }
  | {
      code: 'PRICE_CHANGED';
      totalCents: number;
      lines: { skuId: string; unitPriceCents: number }[];
    }
  | { code: 'TOTAL_NOT_PAYABLE'; minCents: number; maxCents: number; currency: string }
  | { code: 'TOO_MANY_OPEN_ORDERS'; scope: HoldScope; limit: number }
  /** Without a SKU: units of all items together. */
  | { code: 'TOO_MANY_UNITS_HELD'; scope: HoldScope; skuId: string | null; limit: number }
  /** Units of one SKU that one customer may buy, earlier orders included. */
  | { code: 'PURCHASE_LIMIT'; skuId: string; limit: number }
  /** A challenge of ALTCHA, as JSON. */
  | { code: 'PROOF_OF_WORK_REQUIRED'; challenge: string }
  | { code: 'BUSY' }
  | { code: 'ORDER_ID_REUSED' }
  | { code: 'ORDER_ID_TIME' }
  | { code: 'ORDER_NOT_PAYABLE'; status: string }
  | { code: 'PAYMENT_SERVICE_UNAVAILABLE' }
  | { code: 'PAYMENT_SESSION_MISSING' }
  | { code: 'NO_BUYER' }
  | { code: 'SIGN_IN_REQUIRED' }
  | { code: 'FORBIDDEN' }
  | { code: 'SECOND_FACTOR_REQUIRED' }
  | { code: 'REAUTHENTICATION_REQUIRED' }
  | { code: 'WRONG_PASSWORD' }
  | { code: 'WEAK_PASSWORD' }
  | { code: 'LAST_ADMIN' }
  | { code: 'LAST_SECOND_FACTOR' }
  | { code: 'RATE_LIMITED' }
  | { code: 'STOCK_WOULD_GO_NEGATIVE'; onHand: number; locked: number }
  | { code: 'REFUND_TOO_LARGE'; refundableCents: number; currency: string }
  | { code: 'RESTOCK_TOO_LARGE'; lines: { skuId: string; restockable: number }[] }
  | { code: 'ORDERS_NOT_SETTLED'; orders: string[] }
  | { code: 'CONFLICT' };

/** Whose unpaid orders are counted: those with a cookie or an e-mail address, or all of a network. */
export type HoldScope = 'customer' | 'network';

export type DomainErrorCode = DomainErrorDetails['code'];

/** An answer that refuses: thrown by rules and verbs, shown to the caller as it is. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly details: DomainErrorDetails;

  constructor(details: DomainErrorDetails, message: string) {
    super(message);
    this.details = details;
  }

  get code(): DomainErrorCode {
    return this.details.code;
  }
}

/** Throws when a condition that must always hold does not: a bug, never a caller's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}
