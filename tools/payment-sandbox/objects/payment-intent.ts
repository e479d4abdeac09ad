import { newId } from './ids.ts';
import type { Metadata } from './metadata.ts';

export type PaymentIntentStatus =
  'requires_payment_method' | 'processing' | 'succeeded' | 'canceled';

export interface PaymentError {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  decline_code?: string;
  message: string;
}

/** Where the payer's order is sent. */
export interface Shipping {
  name: string;
  phone: string | null;
  address: {
    city: string | null;
    country: string | null;
    line1: string;
    line2: string | null;
    postal_code: string | null;
    state: string | null;
  };
}

/** What a session's creator says about its payment intent. */
export interface PaymentIntentData {
  metadata: Metadata;
  shipping: Shipping | null;
}

export interface PaymentIntentInput extends PaymentIntentData {
  amount: number;
  created: number;
  currency: string;
}

export type PaymentIntent = ReturnType<typeof newPaymentIntent>;

/** A payment intent that waits for a payment method. */
export function newPaymentIntent(input: PaymentIntentInput) {
  return {
    id: newId('pi'),
    object: 'payment_intent' as const,
    amount: input.amount,
    amount_received: 0,
    created: input.created,
    currency: input.currency,
    last_payment_error: null as PaymentError | null,
    latest_charge: null as string | null,
    metadata: input.metadata,
    shipping: input.shipping,
    status: 'requires_payment_method' as PaymentIntentStatus,
  };
}
