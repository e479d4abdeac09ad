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

export interface PaymentIntentInput {
  amount: number;
  created: number;
  currency: string;
  metadata: Metadata;
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
    status: 'requires_payment_method' as PaymentIntentStatus,
  };
}
