import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { newCharge } from './objects/charge.ts';
import { newDispute } from './objects/dispute.ts';
import { newPaymentIntent } from './objects/payment-intent.ts';
import { newRefund } from './objects/refund.ts';
import { newSession } from './objects/session.ts';

// Checked by the compiler: the sandbox's objects must be assignable to the SDK's types.
test('objects have the fields that the SDK declares', () => {
  const created = 1_700_000_000;
  const session: Stripe.Checkout.Session = newSession({
    amountTotal: 1000,
    cancelUrl: null,
    clientReferenceId: null,
    created,
    currency: 'eur',
    customerEmail: null,
    expiresAt: created + 3600,
    locale: null,
    metadata: {},
    paymentIntentData: { metadata: {}, description: null },
    paymentMethodTypes: ['card'],
    publicUrl: 'http://sandbox.example',
    submitType: null,
    successUrl: 'http://shop.example',
  });
  const ownIntent = newPaymentIntent({
    amount: 1000,
    created,
    currency: 'eur',
    description: null,
    metadata: {},
    paymentMethodTypes: ['card'],
  });
  const intent: Stripe.PaymentIntent = ownIntent;
  const ownCharge = newCharge({
    amount: 1000,
    created,
    email: null,
    error: null,
    name: null,
    paymentIntent: ownIntent,
    paymentMethod: { type: 'sepa_debit', last4: '3000' },
    status: 'succeeded',
  });
  const charge: Stripe.Charge = ownCharge;
  const refund: Stripe.Refund = newRefund({
    amount: 1000,
    charge: ownCharge,
    created,
    metadata: {},
    reason: null,
    status: 'succeeded',
  });
  const dispute: Stripe.Dispute = newDispute({
    amount: 1000,
    charge: ownCharge,
    created,
    reason: 'fraudulent',
  });
  const objects = [session, intent, charge, refund, dispute];
  expect(objects.map(({ object }) => object)).toEqual([
    'checkout.session',
    'payment_intent',
    'charge',
    'refund',
    'dispute',
  ]);
});
