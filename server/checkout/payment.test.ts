import { describe, expect, test } from 'vitest';
import type { Order } from './order.ts';
import { decidePayment, isTerminalUnpaid, type Payment, type PaymentNotice } from './payment.ts';
import type { SessionState } from '../platform/payment-service.ts';

const orderId = '019a0000-0000-7000-8000-000000000001';
const paid: SessionState = {
  kind: 'paid',
  paymentIntentId: 'pi_1',
  amountCents: 1000,
  currency: 'EUR',
};
const processing: SessionState = { kind: 'processing', paymentIntentId: 'pi_1' };

function order(status: Order['status'] = 'pending_payment'): Order {
  return { orderId, status, totalCents: 1000, currency: 'EUR' } as Order;
}

function payment(state: Payment['state'] = 'open', sessionId: string | null = 'cs_1'): Payment {
  return {
    orderId,
    state,
    sessionId,
    sessionUrl: null,
    paymentIntentId: null,
    amountCents: 1000,
    currency: 'EUR',
    paidCents: 0,
  };
}

function notice(state: SessionState, sessionId = 'cs_1'): PaymentNotice {
  return { orderId, sessionId, state, event: null };
}

describe('money that fits', () => {
  test('pays the order that waits for it', () => {
    expect(decidePayment(order(), payment(), notice(paid))).toMatchObject({
      outcome: 'order_paid',
      payment: { state: 'paid', paidCents: 1000, paymentIntentId: 'pi_1' },
      decision: { status: 'paid', reason: 'payment_received' },
      held: null,
    });
  });

  test('on an order that is cancelled is given back', () => {
    expect(decidePayment(order('cancelled'), payment('expired'), notice(paid))).toMatchObject({
      outcome: 'refund_requested',
      payment: { state: 'paid' },
      decision: null,
    });
  });

  test('does not settle a paid order again', () => {
    expect(decidePayment(order('paid'), payment('open'), notice(paid))).toMatchObject({
      outcome: 'payment_updated',
      payment: { state: 'paid' },
      decision: null,
    });
  });

  test('is taken also when the session’s id was not known, or its expiry was reported before', () => {
    expect(decidePayment(order(), payment('requested', null), notice(paid))).toMatchObject({
      outcome: 'order_paid',
      payment: { sessionId: 'cs_1' },
    });
    expect(decidePayment(order(), payment('expired'), notice(paid)).outcome).toBe('order_paid');
  });
});

describe('money that does not fit is held, and settles nothing', () => {
  test.each([
    ['too little', { ...paid, amountCents: 999 }, 'cs_1', 'amount_differs', 'held'],
    ['too much', { ...paid, amountCents: 1001 }, 'cs_1', 'amount_differs', 'held'],
    ['another currency', { ...paid, currency: 'USD' }, 'cs_1', 'currency_differs', 'held'],
    ['another session', paid, 'cs_other', 'other_session', undefined],
  ] as const)('%s', (_, state, sessionId, reason, paymentState) => {
    const outcome = decidePayment(order(), payment(), notice(state, sessionId));
    expect(outcome).toMatchObject({
      outcome: 'held_for_staff',
      decision: null,
      held: { reason, paymentIntentId: 'pi_1', amountCents: state.amountCents },
    });
    expect(outcome.payment?.state).toBe(paymentState);
    expect(outcome.payment?.paidCents ?? 0).toBe(0);
  });

  test('on a session of its own although no payment was asked for, or on a paid order', () => {
    const other = notice(paid, 'cs_other');
    expect(decidePayment(order(), undefined, other).held?.reason).toBe('other_session');
    expect(decidePayment(order('paid'), payment('paid'), other).held?.reason).toBe('other_session');
  });
});

describe('an event that comes late, twice or out of order', () => {
  test.each([
    ['paid after paid', 'paid', paid],
    ['paid after held', 'held', paid],
    ['processing after paid', 'paid', processing],
    ['processing after processing', 'processing', processing],
    ['failed after paid', 'paid', { kind: 'failed' }],
    ['expired after paid', 'paid', { kind: 'expired' }],
    ['expired after failed', 'failed', { kind: 'expired' }],
    ['open after anything', 'expired', { kind: 'open' }],
  ] as const)('%s changes nothing', (_, state, later) => {
    expect(decidePayment(order(), payment(state), notice(later)).outcome).toBe('no_change');
  });

  test('of a session that is not the order’s is nothing new, unless it is money', () => {
    for (const state of [processing, { kind: 'failed' }, { kind: 'expired' }] as const) {
      const other = notice(state, 'cs_other');
      expect(decidePayment(order(), payment(), other).outcome).toBe('no_change');
    }
  });

  test('of a session, while the one we may have opened is unknown, ends nothing', () => {
    const lost = payment('requested', null);
    for (const state of [processing, { kind: 'failed' }, { kind: 'expired' }] as const) {
      expect(decidePayment(order(), lost, notice(state)).outcome).toBe('no_change');
    }
    // Money that does not fit is put aside, and the payment stays open to be ended at X.
    const misfit = decidePayment(order(), lost, notice({ ...paid, amountCents: 999 }));
    expect(misfit).toMatchObject({ outcome: 'held_for_staff', payment: null });
  });

  test('of an order that is not ours gets its own outcome', () => {
    expect(decidePayment(undefined, undefined, notice(paid)).outcome).toBe('unknown_order');
  });
});

describe('a payment that takes its time', () => {
  test('is under way, then fails and cancels the order', () => {
    expect(decidePayment(order(), payment(), notice(processing)).payment?.state).toBe('processing');
    const failed = decidePayment(order(), payment('processing'), notice({ kind: 'failed' }));
    expect(failed).toMatchObject({
      outcome: 'order_cancelled',
      payment: { state: 'failed' },
      decision: { status: 'cancelled', reason: 'payment_failed' },
    });
  });

  test('an expired session alone cancels nothing: closing says why', () => {
    const outcome = decidePayment(order(), payment(), notice({ kind: 'expired' }));
    expect(outcome).toMatchObject({ outcome: 'payment_updated', decision: null });
  });
});

test.each([
  ['requested', false],
  ['open', false],
  ['processing', false],
  ['paid', false],
  ['failed', true],
  ['expired', true],
  ['held', true],
] as const)('an order whose payment is %s may be cancelled: %s', (state, over) => {
  expect(isTerminalUnpaid(payment(state))).toBe(over);
});

describe('the payment after a notice', () => {
  test('is under way with its payment intent', () => {
    expect(decidePayment(order(), payment(), notice(processing))).toEqual({
      outcome: 'payment_updated',
      payment: { ...payment(), state: 'processing', paymentIntentId: 'pi_1' },
      decision: null,
      held: null,
    });
  });

  test('is expired, and stays so', () => {
    const { payment: expired } = decidePayment(order(), payment(), notice({ kind: 'expired' }));
    expect(expired).toEqual({ ...payment(), state: 'expired' });
  });

  test('is failed also on an order that was cancelled before', () => {
    const outcome = decidePayment(order('cancelled'), payment(), notice({ kind: 'failed' }));
    expect(outcome).toMatchObject({
      outcome: 'payment_updated',
      payment: { state: 'failed' },
      decision: null,
    });
  });

  test('is expired also when its state was never updated to open', () => {
    const outcome = decidePayment(order(), payment('requested'), notice({ kind: 'expired' }));
    expect(outcome).toMatchObject({ outcome: 'payment_updated', payment: { state: 'expired' } });
  });

  test('is unchanged while its session is open', () => {
    expect(decidePayment(order(), payment(), notice({ kind: 'open' }))).toEqual({
      outcome: 'no_change',
      payment: null,
      decision: null,
      held: null,
    });
  });

  test('is unchanged by wrong money while its session is unknown; the money is held', () => {
    const wrong = notice({ ...paid, amountCents: 999 });
    expect(decidePayment(order(), payment('requested', null), wrong).held).toEqual({
      orderId,
      paymentIntentId: 'pi_1',
      sessionId: 'cs_1',
      amountCents: 999,
      currency: 'EUR',
      reason: 'other_session',
    });
  });
});
