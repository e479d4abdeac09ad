import { newId } from './ids.ts';
import type { PaymentError, PaymentIntent } from './payment-intent.ts';

export type ChargeStatus = 'succeeded' | 'pending' | 'failed';

/** A payment method. Of a card, only its last four digits are kept. */
export type PaymentMethod =
  | { type: 'card'; brand: string; last4: string; expMonth: number; expYear: number }
  | { type: 'sepa_debit'; last4: string };

export interface ChargeInput {
  amount: number;
  created: number;
  email: string | null;
  error: PaymentError | null;
  name: string | null;
  paymentIntent: PaymentIntent;
  paymentMethod: PaymentMethod;
  status: ChargeStatus;
}

export type Charge = ReturnType<typeof newCharge>;

/** An attempt to charge a payment intent. */
export function newCharge(input: ChargeInput) {
  const succeeded = input.status === 'succeeded';
  return {
    id: newId('ch'),
    object: 'charge' as const,
    amount: input.amount,
    amount_captured: succeeded ? input.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: succeeded ? newId('txn') : null,
    billing_details: {
      address: {
        city: null,
        country: null,
        line1: null,
        line2: null,
        postal_code: null,
        state: null,
      },
      email: input.email,
      name: input.name,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'SANDBOX',
    captured: succeeded,
    created: input.created,
    currency: input.paymentIntent.currency,
    customer: null,
    description: input.paymentIntent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: input.error?.code ?? null,
    failure_message: input.error?.message ?? null,
    fraud_details: {},
    livemode: false,
    // Stripe copies the metadata of the payment intent to its charges.
    metadata: input.paymentIntent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: input.error ? 'declined_by_network' : 'approved_by_network',
      reason: input.error?.decline_code ?? null,
      risk_level: 'normal',
      seller_message: input.error ? 'The bank declined the payment.' : 'Payment complete.',
      type: input.error ? 'issuer_declined' : 'authorized',
    },
    paid: succeeded,
    payment_intent: input.paymentIntent.id,
    payment_method: newId('pm') as string | null,
    payment_method_details: paymentMethodDetails(input.paymentMethod),
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: input.status,
    transfer_data: null,
    transfer_group: null,
  };
}

function paymentMethodDetails(method: PaymentMethod) {
  if (method.type === 'sepa_debit') {
    return {
      type: method.type,
      sepa_debit: {
        bank_code: null,
        branch_code: null,
        country: 'DE',
        fingerprint: null,
        last4: method.last4,
        mandate: null,
      },
    };
  }
  return {
    type: method.type,
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand: method.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: 'pass',
      },
      country: 'US',
      electronic_commerce_indicator: null,
      exp_month: method.expMonth,
      exp_year: method.expYear,
      funding: 'credit',
      installments: null,
      last4: method.last4,
      mandate: null,
      network: method.brand,
      network_token: null,
      network_transaction_id: null,
      regulated_status: 'unregulated' as const,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}
