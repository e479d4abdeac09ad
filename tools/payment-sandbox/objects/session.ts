import { newId } from './ids.ts';
import type { Metadata } from './metadata.ts';

export type SessionStatus = 'open' | 'complete' | 'expired';
export type PaymentStatus = 'paid' | 'unpaid';

export interface SessionInput {
  amountTotal: number;
  cancelUrl: string | null;
  clientReferenceId: string | null;
  created: number;
  currency: string;
  customerEmail: string | null;
  metadata: Metadata;
  publicUrl: string;
  successUrl: string;
}

export interface CustomerDetails {
  email: string | null;
  name: string | null;
}

export type Session = ReturnType<typeof newSession>;

/** Stripe's default. */
const LIFETIME_S = 24 * 3600;

/** A new, open Checkout Session. */
export function newSession(input: SessionInput) {
  const id = newId('cs_test', 58);
  return {
    id,
    object: 'checkout.session' as const,
    amount_total: input.amountTotal,
    cancel_url: input.cancelUrl,
    client_reference_id: input.clientReferenceId,
    created: input.created,
    currency: input.currency,
    /** Of the payer. */
    customer_details: null as CustomerDetails | null,
    customer_email: input.customerEmail,
    expires_at: input.created + LIFETIME_S,
    metadata: input.metadata,
    mode: 'payment' as const,
    payment_intent: null as string | null,
    payment_status: 'unpaid' as PaymentStatus,
    status: 'open' as SessionStatus,
    success_url: input.successUrl,
    url: `${input.publicUrl}/pay/${id}` as string | null,
  };
}

/** The redirect after a payment: `success_url` with its placeholder replaced. */
export function successUrl(session: Session): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}
