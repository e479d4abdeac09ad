/** What the payment service says of a session. Only `open` can still become anything else by itself. */
export type SessionState =
  | { kind: 'open' }
  /** Nobody can pay any more, and nobody has: the proof of non-payment. */
  | { kind: 'expired' }
  /** The shopper is done, the money is under way: an asynchronous payment method. */
  | { kind: 'processing'; paymentIntentId: string | null }
  | { kind: 'paid'; paymentIntentId: string; amountCents: number; currency: string }
  /** The shopper was done, but the money did not come, and cannot come any more. */
  | { kind: 'failed' };

export interface Session {
  sessionId: string;
  /** Whose session it says it is; null when it is none of this shop's. */
  orderId: string | null;
  /** The page where the shopper pays; null once it cannot be used any more. */
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
  /** Ours, as we named them to the service; null for a refund that was made at its dashboard. */
  orderId: string | null;
  refundId: string | null;
  amountCents: number;
  currency: string;
  state: RefundState;
  error: string | null;
  /** By the payment service's clock. */
  createdAt: Date;
}

/** `closed`: it ended without the bank deciding, such as an inquiry that was withdrawn. */
export type DisputeState = 'needs_response' | 'under_review' | 'won' | 'lost' | 'closed';

/** A shopper's bank takes a payment back; staff answer at the payment service. */
export interface ServiceDispute {
  disputeId: string;
  paymentIntentId: string;
  amountCents: number;
  currency: string;
  /** In the payment service's words, such as `fraudulent`. */
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
    /** How much of one payment was given back in all; not which refunds that was. */
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

/** What the payment service needs of an order. Its id is the idempotency key of its one session. */
export interface PayableOrder {
  orderId: string;
  email: string;
  currency: string;
  totalCents: number;
}

export interface PayableLine {
  /** Lines are sent in the order of their SKUs, so that a repeated request has the same content. */
  skuId: string;
  name: string;
  quantity: number;
  unitPriceCents: number;
}

/**
 * The third party that takes the money. Every call is made outside of any transaction, is bounded in
 * time, and is safe to repeat; all but `verifyWebhook` and `readEvent`, which make no call, throw
 * PaymentServiceError.
 */
export interface PaymentService {
  /** Opens the order's one session, or gives the one that exists: the order id is the idempotency key. */
  openSession(order: PayableOrder, lines: readonly PayableLine[]): Promise<Session>;
  /**
   * Ends a session, which is the one atomic decision between paid and not paid.
   * @returns what it is now: `expired` if this or an earlier call ended it, otherwise what it became
   */
  endSession(sessionId: string): Promise<SessionState>;
  /** Reads a session without changing it. */
  readSession(sessionId: string): Promise<Session>;
  /** The session that a payment was made on; null for money that did not come by one. */
  findSession(paymentIntentId: string): Promise<Session | null>;
  /**
   * Gives money back. The refund id is the idempotency key, which the service may forget after a day;
   * whoever calls looks first, by `listRefunds`, whether it was made.
   */
  refund(refund: {
    refundId: string;
    orderId: string;
    paymentIntentId: string;
    amountCents: number;
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
 * What a call that failed has done:
 * `unknown`: there was no clear answer (none, an error of its own, nonsense); ask again;
 * `refused`: nothing, and asking again gives the same answer;
 * `not_sent`: nothing, since the call was not made: the service is known to be down, or too many wait.
 */
export type FailureKind = 'unknown' | 'refused' | 'not_sent';

/** The payment service did not do, or not surely do, what it was asked. */
export class PaymentServiceError extends Error {
  override readonly name = 'PaymentServiceError';
  readonly outcome: FailureKind;

  constructor(message: string, options: { outcome?: FailureKind; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.outcome = options.outcome ?? 'unknown';
  }
}

/** A webhook that must not be believed. */
export class InvalidWebhookError extends Error {
  override readonly name = 'InvalidWebhookError';
}
