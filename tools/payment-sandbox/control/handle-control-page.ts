import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from '../rules/context.ts';
import { InvalidFaultError, defaultFaults } from '../rules/fault-switches.ts';
import type { Reply } from '../http/reply.ts';
import { htmlReply, redirectReply } from '../http/reply.ts';
import { settleRefund } from '../rules/refunds.ts';
import { listDeliveries } from '../storage/delivery-store.ts';
import { StripeError } from '../rules/stripe-error.ts';
import type { ControlContext } from './handle-control-request.ts';
import { deliverAll } from './handle-control-request.ts';
import { controlPageCookie, hasControlPageCookie, isControlPageKey } from './control-page-key.ts';
import { renderControlPage } from './render-control-page.ts';
import { performSessionAction } from './session-actions.ts';
import { listNewest } from './session-report.ts';

const pageSize = 25;

/**
 * GET /_sandbox: the fault switches and the newest sessions, refunds and deliveries. The key in the URL
 * moves to a cookie.
 */
export function handleControlPage(
  context: Context,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): Reply {
  const { secretKey } = context.settings;
  if (isControlPageKey(secretKey, query.get('key'))) {
    return redirectReply('/_sandbox', { 'set-cookie': controlPageCookie(secretKey) });
  }
  return hasControlPageCookie(secretKey, headers.cookie) ? showPage(context) : missingKey;
}

const missingKey = htmlReply(
  401,
  '<!doctype html><title>Payment sandbox</title><p>Open this page with the address that npm start printed: it has the key.',
);

function showPage(context: Context, problem?: string): Reply {
  const page = renderControlPage({
    faults: context.faults.current(),
    sessions: listNewest(context, 'checkout.session', {}, pageSize),
    refunds: listNewest(context, 'refund', {}, pageSize),
    deliveries: listDeliveries(context.db, { limit: pageSize }),
    webhookUrl: context.settings.webhookUrl,
    problem,
  });
  return htmlReply(problem ? 400 : 200, page);
}

/** POST /_sandbox: the action of a button on that page; other origins are rejected. */
export async function handleControlForm(
  control: ControlContext,
  body: string,
  headers: IncomingHttpHeaders,
): Promise<Reply> {
  const { context } = control;
  if (!hasControlPageCookie(context.settings.secretKey, headers.cookie)) return missingKey;
  if (!isSameOrigin(headers)) {
    return showPage(context, 'Rejected: the form was sent from another site.');
  }
  const form = new URLSearchParams(body);
  try {
    await performFormAction(control, form);
  } catch (error) {
    if (!(error instanceof StripeError || error instanceof InvalidFaultError)) throw error;
    return showPage(context, error.message);
  }
  context.wake();
  return redirectReply('/_sandbox');
}

async function performFormAction(control: ControlContext, form: URLSearchParams): Promise<void> {
  const { context, deliverer } = control;
  const [verb = '', outcome = ''] = (form.get('do') ?? '').split(':');
  const id = form.get('id') ?? '';
  switch (verb) {
    case 'set-faults':
      context.faults.set(parseFaults(form));
      return;
    case 'reset-faults':
      context.faults.reset();
      return;
    case 'deliver':
      await deliverer.deliverNow(id);
      return;
    case 'deliver-all':
      await deliverAll(control);
      return;
    case 'settle-refund':
      settleRefund(context, id, outcome === 'failed' ? 'failed' : 'succeeded');
      return;
    default:
      performSessionAction(context, id, verb, outcome ? { outcome } : {});
  }
}

/** Parses each field by the type of its switch. */
function parseFaults(form: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(defaultFaults).map(([name, off]) => {
      const text = form.get(name);
      if (typeof off === 'boolean') return [name, text === 'on'];
      if (typeof off === 'number' && text !== 'all') {
        return [name, text === null || text.trim() === '' ? off : Number(text)];
      }
      return [name, text ?? off];
    }),
  );
}

function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  return origin === undefined || URL.parse(origin)?.host === host;
}
