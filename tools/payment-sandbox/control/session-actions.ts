import type { Context } from '../context.ts';
import { payByBankTransfer, settleBankTransfer } from '../rules/bank-transfers.ts';
import { completeFree, payAfterExpiry, payByCard } from '../rules/card-payments.ts';
import type { PayOutcome, Payer } from '../rules/charge-session.ts';
import { closeDispute, createDispute } from '../rules/disputes.ts';
import { assertReason, createRefund } from '../rules/refunds.ts';
import { expireSession } from '../rules/sessions.ts';
import { goodCard } from '../rules/test-cards.ts';
import { StripeError, malformed, refused } from '../stripe-error.ts';
import { resolveSession } from './session-report.ts';

export type Options = Record<string, unknown>;

type Action = (context: Context, sessionId: string, options: Options) => object;

/** What can be done to a session without a browser, by the last part of the address. */
const sessionActions: Record<string, Action> = {
  pay,
  decline: (context, id) => payWithCard(context, id, '4000000000000002'),
  settle: (context, id, options) => settleBankTransfer(context, id, outcomeOf(options)),
  expire: (context, id) => expireSession(context, id),
  'pay-after-expiry': (context, id) => payAfterExpiry(context, id, drillPayer),
  refund(context, id, options) {
    const amount = options.amount ?? null;
    if (amount !== null && !(Number.isInteger(amount) && Number(amount) > 0)) {
      throw malformed('"amount" takes a whole number from 1, in the smallest unit.', 'amount');
    }
    const reason = textOption(options, 'reason');
    assertReason(reason);
    return createRefund(context, {
      paymentIntentId: paymentOf(context, id),
      amount: amount === null ? null : Number(amount),
      reason,
      metadata: {},
    });
  },
  dispute: (context, id, options) =>
    createDispute(context, paymentOf(context, id), textOption(options, 'reason') ?? 'fraudulent'),
  'close-dispute'(context, id, options) {
    const outcome = textOption(options, 'outcome') ?? 'lost';
    if (outcome !== 'won' && outcome !== 'lost') {
      throw malformed('"outcome" takes "won" or "lost".', 'outcome');
    }
    return closeDispute(context, paymentOf(context, id), outcome);
  },
};

/** Does an action to a session named by id or reference. @throws StripeError when it cannot be. */
export function actOnSession(
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

/** @throws StripeError unless the options say how something pending ends. */
export function outcomeOf(options: Options): 'succeeded' | 'failed' {
  const outcome = options.outcome ?? 'succeeded';
  if (outcome === 'succeeded' || outcome === 'failed') return outcome;
  throw malformed('"outcome" takes "succeeded" or "failed".', 'outcome');
}

const drillPayer: Payer = { name: 'Test Shopper', email: null };

function pay(context: Context, sessionId: string, options: Options): object {
  const method = textOption(options, 'method') ?? 'card';
  if (method === 'bank') return completed(payByBankTransfer(context, sessionId, drillPayer));
  if (method !== 'card') throw malformed('"method" takes "card" or "bank".', 'method');
  const free = resolveSession(context, sessionId).amount_total === 0;
  if (free) return completed(completeFree(context, sessionId, drillPayer));
  return payWithCard(context, sessionId, textOption(options, 'card') ?? goodCard);
}

function payWithCard(context: Context, sessionId: string, number: string): object {
  const card = { number: number.replaceAll(' ', ''), expMonth: 12, expYear: 2034 };
  const paid = payByCard(context, sessionId, card, drillPayer);
  return paid.outcome === 'declined' ? paid : completed(paid);
}

function completed(paid: PayOutcome): object {
  if (paid.outcome !== 'not-open') return paid.session;
  throw refused(`Only an open session can be paid; this one is ${paid.session.status}.`);
}

function paymentOf(context: Context, sessionId: string): string {
  const { payment_intent } = resolveSession(context, sessionId);
  if (payment_intent) return payment_intent;
  throw refused('Nobody has tried to pay this session yet. Pay it first.');
}

function textOption(options: Options, name: string): string | null {
  const value = options[name] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw malformed(`"${name}" takes a text.`, name);
}
