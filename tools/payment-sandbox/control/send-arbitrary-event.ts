import type { Context } from '../rules/context.ts';
import { nowSeconds } from '../rules/context.ts';
import { newEvent } from '../objects/event.ts';
import { invalidRequest } from '../rules/stripe-error.ts';
import type { PostResult } from '../webhooks/post-event.ts';
import { postEvent } from '../webhooks/post-event.ts';
import { signPayload } from '../webhooks/sign-payload.ts';
import type { Options } from './session-actions.ts';
import { resolveSession } from './session-report.ts';

const signatures = ['valid', 'bad', 'stale', 'missing'] as const;
/** Stripe's SDK accepts five minutes. */
const staleBySeconds = 3600;

/**
 * Posts a forged event once and returns the shop's response. `session` uses a stored session as its
 * object, `object` overwrites fields of it, `body` is sent unchanged (for a body that is not JSON).
 * Nothing is stored.
 */
export async function sendArbitraryEvent(
  context: Context,
  options: Options,
  stop: AbortSignal,
): Promise<PostResult & { event_id: string | null }> {
  const { webhookUrl, webhookSecret } = context.settings;
  if (webhookUrl === null) {
    throw invalidRequest('No webhook URL: start the sandbox with SANDBOX_WEBHOOK_URL.');
  }
  const signature = signatures.find((name) => name === (options.signature ?? 'valid'));
  if (!signature)
    throw invalidRequest(`"signature" takes one of ${signatures.join(', ')}.`, 'signature');

  const { body, id } = bodyOf(context, options);
  const now = nowSeconds(context);
  const header = {
    valid: () => signPayload(body, webhookSecret, now),
    bad: () => signPayload(body, `${webhookSecret}-forged`, now),
    stale: () => signPayload(body, webhookSecret, now - staleBySeconds),
    missing: () => null,
  }[signature]();
  return { ...(await postEvent(webhookUrl, body, header, stop)), event_id: id };
}

function bodyOf(context: Context, options: Options): { body: string; id: string | null } {
  if (typeof options.body === 'string') return { body: options.body, id: null };
  const base = typeof options.session === 'string' ? resolveSession(context, options.session) : {};
  const overrides = options.object ?? {};
  if (typeof overrides !== 'object')
    throw invalidRequest('"object" takes a JSON object.', 'object');
  const event = newEvent({
    type: typeof options.type === 'string' ? options.type : 'checkout.session.completed',
    object: { ...base, ...overrides },
    created: nowSeconds(context),
    cause: null,
  });
  const sent = typeof options.id === 'string' ? { ...event, id: options.id } : event;
  return { body: JSON.stringify(sent), id: sent.id };
}
