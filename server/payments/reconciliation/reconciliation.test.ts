import { describe, expect, test } from 'vitest';
import type { Order } from '../../checkout/order.ts';
import type { HeldPayment, Payment } from '../../checkout/payment.ts';
import type { Session, SessionState } from '../../platform/payment-service.ts';
import {
  compareSession,
  nextPeriod,
  withRefundLookback,
  type LocalPayment,
} from './reconciliation.ts';

const orderId = '019a0000-0000-7000-8000-000000000001';
const paid: SessionState = {
  kind: 'paid',
  paymentIntentId: 'pi_1',
  amountCents: 1000,
  currency: 'EUR',
};

function session(state: SessionState, changes: Partial<Session> = {}): Session {
  return { sessionId: 'cs_1', orderId, url: null, state, createdAt: new Date(), ...changes };
}

function localPayment(
  state: Payment['state'] | null,
  changes: { status?: Order['status']; payment?: Partial<Payment>; held?: HeldPayment[] } = {},
): LocalPayment {
  const payment = state && {
    orderId,
    state,
    sessionId: 'cs_1',
    sessionUrl: null,
    paymentIntentId: state === 'paid' || state === 'held' ? 'pi_1' : null,
    amountCents: 1000,
    currency: 'EUR',
    paidCents: state === 'paid' ? 1000 : 0,
    ...changes.payment,
  };
  const status = changes.status ?? 'pending_payment';
  return {
    order: { orderId, status } as Order,
    payment: payment ?? undefined,
    held: changes.held ?? [],
  };
}

const unrecorded = 'session_not_recorded';

const held: HeldPayment = {
  orderId,
  paymentIntentId: 'pi_1',
  sessionId: 'cs_1',
  amountCents: 1000,
  currency: 'EUR',
  reason: 'amount_differs',
};

describe('there is no difference when', () => {
  test.each([
    ['the page is open', { kind: 'open' }, localPayment('open')],
    ['its address is not known yet', { kind: 'open' }, localPayment('requested')],
    [
      'its opening was never answered',
      { kind: 'open' },
      localPayment('requested', withoutSession()),
    ],
    ['it has expired', { kind: 'expired' }, localPayment('expired', { status: 'cancelled' })],
    [
      'money is under way',
      { kind: 'processing', paymentIntentId: 'pi_1' },
      localPayment('processing'),
    ],
    ['the money did not come', { kind: 'failed' }, localPayment('failed', { status: 'cancelled' })],
    ['it is paid', paid, localPayment('paid', { status: 'paid' })],
    ['its money is held', paid, localPayment('held', { held: [held] })],
    ['the money of another session is held', paid, localPayment(null, { held: [held] })],
    [
      'another, ended session is not the order’s',
      { kind: 'expired' },
      localPayment('paid', withOtherSession()),
    ],
  ] satisfies [string, SessionState, LocalPayment][])('%s', (_, state, money) => {
    expect(compareSession(session(state), money)).toBeNull();
  });

  test('a session is none of this shop’s', () => {
    expect(compareSession(session(paid, { orderId: null }), localPayment(null))).toBeNull();
  });
});

describe('there is a difference when', () => {
  test.each([
    ['money is not recorded', paid, localPayment('open'), 'money_not_recorded'],
    ['money is recorded with another amount', paid, withPaidCents(999), 'money_not_recorded'],
    ['money is held with another amount', paid, withHeldCents(999), 'money_not_recorded'],
    [
      'money is recorded that did not come',
      { kind: 'open' },
      localPayment('paid'),
      'money_missing_at_service',
    ],
    [
      'held money did not come',
      { kind: 'expired' },
      localPayment('held'),
      'money_missing_at_service',
    ],
    [
      'it can be paid although we ended it',
      { kind: 'open' },
      localPayment('expired'),
      'session_payable',
    ],
    ['it ended and we do not know', { kind: 'expired' }, localPayment('open'), 'session_differs'],
    [
      'it can be paid in addition to the order’s own',
      { kind: 'open' },
      localPayment('open', withOtherSession()),
      unrecorded,
    ],
    ['it can be paid and none was asked for', { kind: 'open' }, localPayment(null), unrecorded],
    ['the order is cancelled', { kind: 'open' }, withCancelledOrder(), unrecorded],
  ] satisfies [string, SessionState, LocalPayment, string][])('%s', (_, state, money, kind) => {
    const difference = compareSession(session(state), money);
    expect(difference).toMatchObject({ kind, orderId, subject: 'cs_1' });
    expect(difference?.remedy).not.toBe('');
  });

  test('the order is not in our database', () => {
    const none = { order: undefined, payment: undefined, held: [] };
    expect(compareSession(session(paid), none)?.kind).toBe('order_unknown');
  });
});

function withoutSession() {
  return { payment: { sessionId: null } };
}

function withOtherSession() {
  return { payment: { sessionId: 'cs_2' } };
}

function withPaidCents(cents: number) {
  return localPayment('paid', { payment: { paidCents: cents } });
}

function withHeldCents(cents: number) {
  return localPayment('held', { held: [{ ...held, amountCents: cents }] });
}

function withCancelledOrder() {
  return localPayment('requested', { ...withoutSession(), status: 'cancelled' });
}

describe('the period of the next daily run', () => {
  const day = (of: number) => new Date(Date.UTC(2026, 10, of));
  const last = (from: number, to: number, differenceCount = 0) => ({
    period: { from: day(from), to: day(to) },
    differenceCount,
  });

  test.each([
    ['there was none: the last three days', null, 17],
    ['the last ended yesterday: three days again', last(15, 19), 17],
    ['the last ended a week ago: from there, so that nothing is skipped', last(10, 13), 13],
    ['the last found differences: from where it began', last(9, 19, 1), 9],
    ['they are found for a month and more: for thirty days', last(-30, 19, 1), -10],
  ])('%s', (_, before, from) => {
    const period = nextPeriod(before, day(20));
    expect(period.from).toEqual(day(from));
    expect(period.to).toEqual(new Date(day(20).getTime() - 15 * 60_000));
  });

  test('takes in the refunds of a month before it, which banks may have returned', () => {
    expect(withRefundLookback({ from: day(17), to: day(20) })).toEqual({
      from: day(-10),
      to: day(20),
    });
  });
});
