import type { ShippingAddress } from '../shared/address-schema.ts';

/** The state of a session at the payment service. Only `open` and `processing` can change by themselves. */
export type SessionState =
  | { kind: 'open' }
  /** Nothing was paid, and nothing can be any more: the proof of non-payment. */
  | { kind: 'expired' }
  /** The shopper has confirmed an asynchronous payment that has not arrived yet. */
  | { kind: 'processing'; paymentIntentId: string | null }
  | { kind: 'paid'; paymentIntentId: string; amountCents: number; currency: string }
  /** The asynchronous payment failed for good. */
  | { kind: 'failed' };

export interface Session {
  sessionId: string;
  /** From its metadata; null when it is not of this shop. */
  orderId: string | null;
  /** The page where the shopper pays; null once it has ended. */
  url: string | null;
  state: SessionState;
  /** By the payment service's clock. */
  createdAt: Date;
}

export type RefundState = 'pending' | 'succeeded' | 'failed';

/** A refund as the payment service has it. */
export interface ServiceRefund {
  serviceRefundId: string;
  paymentIntentId: string;
  /** From its metadata; null for a refund made at the dashboard. */
  orderId: string | null;
  refundId: string | null;
  amountCents: number;
  currency: string;
  state: RefundState;
  error: string | null;
  /** By the payment service's clock. */
  createdAt: Date;
}

/** `closed`: it ended without a decision, such as a withdrawn inquiry. */
export type DisputeState = 'needs_response' | 'under_review' | 'won' | 'lost' | 'closed';

/** A shopper's bank reverses a payment; staff answer at the payment service. */
export interface ServiceDispute {
  disputeId: string;
  paymentIntentId: string;
  amountCents: number;
  currency: string;
  /** The payment service's code, such as `fraudulent`. */
  reason: string;
  state: DisputeState;
  /** By the payment service's clock. */
  createdAt: Date;
}

/** A verified webhook of the payment service. */
export interface WebhookEvent {
  eventId: string;
  kind: string;
  occurredAt: Date;
  /** The raw body. */
  payload: string;
}

/** What an event says. */
export interface PaymentEvent {
  eventId: string;
  kind: string;
  occurredAt: Date;
  /** Null when it is not about anything that this shop acts on. */
  notice:
    | { about: 'session'; orderId: string; sessionId: string; state: SessionState }
    /** An attempt to pay failed; the session stays open for another. */
    | { about: 'decline'; orderId: string; paymentIntentId: string }
    | { about: 'refund'; refund: ServiceRefund }
    /** The total refunded of one payment, without its single refunds. */
    | { about: 'charge'; orderId: string | null; paymentIntentId: string; refundedCents: number }
    | { about: 'dispute'; dispute: ServiceDispute }
    | null;
}

/** What was created at `from` or later and before `to`, by the payment service's clock. */
export interface Period {
  from: Date;
  to: Date;
}

/** All of a period, or all of one payment. */
export type PeriodOrPayment = Period | { paymentIntentId: string };

/** One page of a list, newest first; `next` is the cursor of the page after it. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** An order as the payment service needs it. Its id is the idempotency key of its one session. */
export interface PayableOrder {
  orderId: string;
  email: string;
  shippingAddress: ShippingAddress;
  currency: string;
  totalCents: number;
}

export interface PayableLine {
  /** Lines are sent sorted by SKU, so that a repeated request has the same content. */
  skuId: string;
  name: string;
  /** As the buyer read it, where that is another name. */
  nameRead: string | null;
  quantity: number;
  unitPriceCents: number;
}

/**
 * The third party that takes the payments. Every call is made outside transactions, is bounded in
 * time, and is safe to repeat; all but `verifyWebhook` and `readEvent`, which make no call, throw
 * PaymentServiceError.
 */
export interface PaymentService {
  /** Opens the order's one session, or returns the existing one: the order id is the idempotency key. */
  openSession(order: PayableOrder, lines: readonly PayableLine[]): Promise<Session>;
  /**
   * Expires a session: the one atomic decision between paid and not paid.
   * @returns its state now: `expired` if this or an earlier call expired it
   */
  endSession(sessionId: string): Promise<SessionState>;
  /** Reads a session without changing it. */
  readSession(sessionId: string): Promise<Session>;
  /** The session of a payment; null when it was made without one. */
  findSession(paymentIntentId: string): Promise<Session | null>;
  /**
   * Refunds a payment. The refund id is the idempotency key, which the service may forget after a day, so
   * the caller checks `listRefunds` first.
   */
  refund(refund: {
    refundId: string;
    orderId: string;
    paymentIntentId: string;
    amountCents: number;
    currency: string;
  }): Promise<ServiceRefund>;
  listSessions(period: Period, cursor: string | null): Promise<Page<Session>>;
  listRefunds(of: PeriodOrPayment, cursor: string | null): Promise<Page<ServiceRefund>>;
  listDisputes(of: PeriodOrPayment, cursor: string | null): Promise<Page<ServiceDispute>>;
  /**
   * Verifies a webhook, whatever it is about.
   * @param rawBody the bytes as received; the signature covers them
   * @throws InvalidWebhookError when it is not from the payment service, or too old
   */
  verifyWebhook(rawBody: Buffer, signature: string | undefined): WebhookEvent;
  /**
   * Reads the payload of a verified event.
   * @throws when it lacks a field that the shop decides by
   */
  readEvent(payload: string): PaymentEvent;
}

/**
 * What a failed call has done:
 * `unknown`: no clear answer (a time-out, a server error, an invalid response); try again;
 * `refused`: nothing; a repeated call gets the same answer;
 * `missing`: nothing, since the service does not know the session: its keys have changed, or its data was lost;
 * `not_sent`: nothing: the circuit breaker is open, or too many calls wait.
 */
export type FailureKind = 'unknown' | 'refused' | 'missing' | 'not_sent';

/** A call to the payment service failed, or its result is unknown. */
export class PaymentServiceError extends Error {
  override readonly name = 'PaymentServiceError';
  readonly outcome: FailureKind;

  constructor(message: string, options: { outcome?: FailureKind; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.outcome = options.outcome ?? 'unknown';
  }
}

/** The signature of a webhook is invalid, or it is too old. */
export class InvalidWebhookError extends Error {
  override readonly name = 'InvalidWebhookError';
}
