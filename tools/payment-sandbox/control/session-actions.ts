import type { Context } from '../rules/context.ts';
import { payByBankTransfer, settleBankTransfer } from '../rules/bank-transfers.ts';
import { payAfterExpiry, payByCard } from '../rules/card-payments.ts';
import type { PayOutcome, Payer } from '../rules/charge-session.ts';
import { closeDispute, createDispute } from '../rules/disputes.ts';
import { createRefund } from '../rules/refunds.ts';
import { expireSession } from '../rules/sessions.ts';
import { successCard } from '../rules/test-cards.ts';
import { StripeError, invalidRequest, requestRefused } from '../rules/stripe-error.ts';
import { resolveSession } from './session-report.ts';

export type Options = Record<string, unknown>;

type Action = (context: Context, sessionId: string, options: Options) => object;

/** Actions on a session, by the last segment of the URL. */
const sessionActions: Record<string, Action> = {
  pay,
  decline: (context, id) => payWithCard(context, id, '4000000000000002'),
  settle: (context, id, options) => settleBankTransfer(context, id, parseOutcome(options)),
  expire: (context, id) => expireSession(context, id),
  'pay-after-expiry': (context, id) => payAfterExpiry(context, id, testPayer),
  refund(context, id, options) {
    const amount = options.amount ?? null;
    if (amount !== null && !(Number.isInteger(amount) && Number(amount) > 0)) {
      throw invalidRequest('"amount" takes a whole number from 1, in the smallest unit.', 'amount');
    }
    return createRefund(context, {
      paymentIntentId: paymentOf(context, id),
      amount: amount === null ? null : Number(amount),
      metadata: {},
    });
  },
  dispute: (context, id, options) =>
    createDispute(context, paymentOf(context, id), textOption(options, 'reason') ?? 'fraudulent'),
  'close-dispute'(context, id, options) {
    const outcome = textOption(options, 'outcome') ?? 'lost';
    if (outcome !== 'won' && outcome !== 'lost') {
      throw invalidRequest('"outcome" takes "won" or "lost".', 'outcome');
    }
    return closeDispute(context, paymentOf(context, id), outcome);
  },
};

/** Performs an action on a session, named by id or reference. @throws StripeError if it is not possible */
export function performSessionAction(
  context: Context,
  name: string,
  action: string,
  options: Options,
): object {
  const act = Object.hasOwn(sessionActions, action) ? sessionActions[action] : undefined;
  if (!act) {
    throw new StripeError(404, {
      type: 'invalid_request_error',
      message: `There is no action "${action}". The actions are ${Object.keys(sessionActions).join(', ')}.`,
    });
  }
  return act(context, resolveSession(context, name).id, options);
}

/** @throws StripeError for an unknown outcome */
export function parseOutcome(options: Options): 'succeeded' | 'failed' {
  const outcome = options.outcome ?? 'succeeded';
  if (outcome === 'succeeded' || outcome === 'failed') return outcome;
  throw invalidRequest('"outcome" takes "succeeded" or "failed".', 'outcome');
}

const testPayer: Payer = { name: 'Test Shopper', email: null };

function pay(context: Context, sessionId: string, options: Options): object {
  const method = textOption(options, 'method') ?? 'card';
  if (method === 'bank') return assertCompleted(payByBankTransfer(context, sessionId, testPayer));
  if (method !== 'card') throw invalidRequest('"method" takes "card" or "bank".', 'method');
  return payWithCard(context, sessionId, textOption(options, 'card') ?? successCard);
}

function payWithCard(context: Context, sessionId: string, number: string): object {
  const card = { number: number.replaceAll(' ', ''), expMonth: 12, expYear: 2034 };
  const paid = payByCard(context, sessionId, card, testPayer);
  return paid.outcome === 'declined' ? paid : assertCompleted(paid);
}

function assertCompleted(paid: PayOutcome): object {
  if (paid.outcome !== 'not-open') return paid.session;
  throw requestRefused(`Only an open session can be paid; this one is ${paid.session.status}.`);
}

function paymentOf(context: Context, sessionId: string): string {
  const { payment_intent } = resolveSession(context, sessionId);
  if (payment_intent) return payment_intent;
  throw requestRefused('This session has no payment yet. Pay it first.');
}

function textOption(options: Options, name: string): string | null {
  const value = options[name] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw invalidRequest(`"${name}" takes a text.`, name);
}
