import type { Context } from '../rules/context.ts';
import type { Session } from '../objects/session.ts';
import { successUrl } from '../objects/session.ts';
import type { Reply } from '../http/reply.ts';
import { htmlReply, redirectReply } from '../http/reply.ts';
import { payByBankTransfer } from '../rules/bank-transfers.ts';
import { payByCard } from '../rules/card-payments.ts';
import type { PayOutcome } from '../rules/charge-session.ts';
import { findSession } from '../rules/sessions.ts';
import { successCard, testCards } from '../rules/test-cards.ts';
import { findLineItems, findObject } from '../storage/object-store.ts';
import type { FormErrors, PayFields } from './pay-form.ts';
import { emailError, initialFields, readCard, readFields } from './pay-form.ts';
import {
  renderClosedPage,
  renderMissingPage,
  renderPayPage,
  groupDigits,
} from './render-pay-page.ts';

/** GET /pay/:session: the payment form, or the state of a session that is not open. */
export function handlePayPage(context: Context, sessionId: string, query: URLSearchParams): Reply {
  const session = findSession(context, sessionId);
  if (!session) return htmlReply(404, renderMissingPage());
  if (session.status !== 'open') return closedReply(context, 200, session);
  const selected = testCards.find((card) => card.number === query.get('card'));
  const fields = initialFields(session, groupDigits(selected?.number ?? successCard));
  return formReply(context, session, 200, fields, {});
}

/** POST /pay/:session: pays and redirects to the shop, or shows what is wrong. */
export function handlePaymentForm(context: Context, sessionId: string, body: string): Reply {
  const session = findSession(context, sessionId);
  if (!session) return htmlReply(404, renderMissingPage());
  const fields = readFields(body);
  if (session.status !== 'open') {
    return outcomeReply(context, fields, { outcome: 'not-open', session });
  }
  const read = fields.method === 'card' ? readCard(fields, context.now()) : {};
  const errors = { ...emailError(fields.email), ...read.errors };
  if (Object.keys(errors).length > 0) return formReply(context, session, 422, fields, errors);

  const payer = { name: fields.name || null, email: fields.email || null };
  if (read.card) {
    return outcomeReply(context, fields, payByCard(context, session.id, read.card, payer));
  }
  return outcomeReply(context, fields, payByBankTransfer(context, session.id, payer));
}

function outcomeReply(context: Context, fields: PayFields, paid: PayOutcome): Reply {
  const { session } = paid;
  if (paid.outcome === 'declined') {
    return formReply(context, session, 402, fields, { form: paid.error.message });
  }
  // A form that is submitted twice redirects twice.
  if (session.status === 'complete') return redirectReply(successUrl(session));
  return closedReply(context, 410, session);
}

function closedReply(context: Context, status: number, session: Session): Reply {
  const intent = session.payment_intent
    ? findObject(context.db, 'payment_intent', session.payment_intent)
    : undefined;
  return htmlReply(status, renderClosedPage(session, intent ?? null));
}

function formReply(
  context: Context,
  session: Session,
  status: number,
  fields: PayFields,
  errors: FormErrors,
): Reply {
  const lines = findLineItems(context.db, session.id);
  return htmlReply(status, renderPayPage(session, lines, fields, errors));
}
