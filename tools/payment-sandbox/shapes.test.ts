import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { newCharge } from './objects/charge.ts';
import { newDispute } from './objects/dispute.ts';
import { newPaymentIntent } from './objects/payment-intent.ts';
import { newRefund } from './objects/refund.ts';
import { newSession, type Session } from './objects/session.ts';

/** The fields of one of the sandbox's objects, as the SDK declares them. */
type Declared<Theirs, Own extends keyof Theirs> = Pick<Theirs, Own>;

// Checked by the compiler: a field that Stripe does not have, or has with another type, is an error.
test('the fields of objects are those of the SDK', () => {
  const created = 1_700_000_000;
  const session: Omit<
    Declared<Stripe.Checkout.Session, keyof Session>,
    'customer_details'
  > = newSession({
    amountTotal: 1000,
    cancelUrl: null,
    clientReferenceId: null,
    created,
    currency: 'eur',
    customerEmail: null,
    metadata: {},
    publicUrl: 'http://sandbox.example',
    successUrl: 'http://shop.example',
  });
  const paymentIntent = newPaymentIntent({
    amount: 1000,
    created,
    currency: 'eur',
    metadata: {},
    shipping: null,
  });
  const intent: Declared<Stripe.PaymentIntent, keyof typeof paymentIntent> = paymentIntent;
  const ownCharge = newCharge({ amount: 1000, created, paymentIntent, status: 'succeeded' });
  const charge: Declared<Stripe.Charge, keyof typeof ownCharge> = ownCharge;
  const ownRefund = newRefund({
    amount: 1000,
    charge: ownCharge,
    created,
    metadata: {},
    status: 'succeeded',
  });
  const refund: Declared<Stripe.Refund, keyof typeof ownRefund> = ownRefund;
  const ownDispute = newDispute({
    amount: 1000,
    charge: ownCharge,
    created,
    reason: 'fraudulent',
  });
  const dispute: Declared<Stripe.Dispute, keyof typeof ownDispute> = ownDispute;
  const objects = [session, intent, charge, refund, dispute];
  expect(objects.map(({ object }) => object)).toEqual([
    'checkout.session',
    'payment_intent',
    'charge',
    'refund',
    'dispute',
  ]);
});
