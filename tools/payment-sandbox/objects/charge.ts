import { newId } from './ids.ts';
import type { PaymentIntent } from './payment-intent.ts';

export type ChargeStatus = 'succeeded' | 'pending' | 'failed';

export interface ChargeInput {
  amount: number;
  created: number;
  paymentIntent: PaymentIntent;
  status: ChargeStatus;
}

export type Charge = ReturnType<typeof newCharge>;

/** An attempt to charge a payment intent. */
export function newCharge(input: ChargeInput) {
  return {
    id: newId('ch'),
    object: 'charge' as const,
    amount: input.amount,
    amount_captured: input.status === 'succeeded' ? input.amount : 0,
    amount_refunded: 0,
    created: input.created,
    currency: input.paymentIntent.currency,
    disputed: false,
    // Stripe copies the metadata of the payment intent to its charges.
    metadata: input.paymentIntent.metadata,
    payment_intent: input.paymentIntent.id,
    status: input.status,
  };
}
