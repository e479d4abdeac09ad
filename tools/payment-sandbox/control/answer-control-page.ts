import type { IncomingHttpHeaders } from 'node:http';
import type { Context } from '../context.ts';
import { InvalidFault, noFaults } from '../faults/fault-switches.ts';
import type { Reply } from '../reply.ts';
import { htmlReply, redirectReply } from '../reply.ts';
import { settleRefund } from '../rules/refunds.ts';
import { listDeliveries } from '../storage/delivery-store.ts';
import { StripeError } from '../stripe-error.ts';
import type { Control } from './answer-control-request.ts';
import { deliverAll } from './answer-control-request.ts';
import { renderControlPage } from './render-control-page.ts';
import { actOnSession } from './session-actions.ts';
import { list } from './session-report.ts';

const shown = 25;

/** GET /_sandbox: the switches, the newest sessions and deliveries. */
export function answerControlPage(context: Context, problem?: string): Reply {
  const page = renderControlPage({
    faults: context.faults.current(),
    sessions: list(context, 'checkout.session', {}, shown),
    refunds: list(context, 'refund', {}, shown),
    deliveries: listDeliveries(context.db, { limit: shown }),
    webhookUrl: context.settings.webhookUrl,
    problem,
  });
  return htmlReply(problem ? 400 : 200, page);
}

/** POST /_sandbox: what a button of that page asks for. Only the page itself may ask. */
export async function answerControlForm(
  control: Control,
  body: string,
  headers: IncomingHttpHeaders,
): Promise<Reply> {
  const { context } = control;
  if (!isSameOrigin(headers)) {
    return answerControlPage(context, 'Another site sent this form, so it was not obeyed.');
  }
  const form = new URLSearchParams(body);
  try {
    await obey(control, form);
  } catch (error) {
    if (!(error instanceof StripeError || error instanceof InvalidFault)) throw error;
    return answerControlPage(context, error.message);
  }
  context.wake();
  return redirectReply('/_sandbox');
}

async function obey(control: Control, form: URLSearchParams): Promise<void> {
  const { context, deliverer } = control;
  const [verb = '', outcome = ''] = (form.get('do') ?? '').split(':');
  const id = form.get('id') ?? '';
  switch (verb) {
    case 'set-faults':
      context.faults.set(readFaults(form));
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
      actOnSession(context, id, verb, outcome ? { outcome } : {});
  }
}

/** A form sends texts; what each switch is tells what its text means. */
function readFaults(form: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(noFaults).map(([name, off]) => {
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
