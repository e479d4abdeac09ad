import type { Order, OrderLine } from '../orders/order.ts';

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
  /** The page where the shopper pays; null once it cannot be used any more. */
  url: string | null;
  state: SessionState;
}

export type RefundState = 'pending' | 'succeeded' | 'failed';

/** An event of the payment service, verified; `null` where it is of a kind we do not act on. */
export interface PaymentEvent {
  eventId: string;
  kind: string;
  occurredAt: Date;
  fact:
    | { about: 'session'; orderId: string; sessionId: string; state: SessionState }
    | {
        about: 'refund';
        orderId: string;
        refundId: string;
        state: RefundState;
        error: string | null;
      }
    | null;
}

/**
 * The third party that takes the money. Every call is made outside of any transaction, is bounded in
 * time, and is safe to repeat.
 */
export interface PaymentService {
  /**
   * Opens the order's one session, or gives the one that exists: the order id is the idempotency key.
   * @throws PaymentServiceError
   */
  openSession(order: Order, lines: readonly OrderLine[]): Promise<Session>;
  /**
   * Ends a session, which is the one atomic decision between paid and not paid.
   * @returns what it is now: `expired` if this or an earlier call ended it, otherwise what it became
   * @throws PaymentServiceError when the service cannot be reached or does not answer clearly
   */
  endSession(sessionId: string): Promise<SessionState>;
  /**
   * Gives money back; the refund id is the idempotency key.
   * @throws PaymentServiceError
   */
  refund(refund: {
    refundId: string;
    orderId: string;
    paymentIntentId: string;
    amountCents: number;
  }): Promise<{ serviceRefundId: string; state: RefundState; error: string | null }>;
  /**
   * Verifies and reads a webhook.
   * @param rawBody the bytes as they came; the signature covers them
   * @throws InvalidWebhookError when it is not from the payment service, or too old
   */
  readWebhook(rawBody: Buffer, signature: string | undefined): PaymentEvent;
}

/** The payment service could not be reached, is overloaded or answered nonsense: what it did is unknown. */
export class PaymentServiceError extends Error {
  override readonly name = 'PaymentServiceError';
}

/** A webhook that must not be believed. */
export class InvalidWebhookError extends Error {
  override readonly name = 'InvalidWebhookError';
}
