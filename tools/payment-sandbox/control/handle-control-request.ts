import { assertApiKey } from '../http/assert-api-key.ts';
import type { Context } from '../rules/context.ts';
import { InvalidFaultError } from '../rules/fault-switches.ts';
import type { Reply } from '../http/reply.ts';
import { jsonReply } from '../http/reply.ts';
import { settleRefund } from '../rules/refunds.ts';
import type { DeliveryState } from '../storage/delivery-store.ts';
import { listDeliveries } from '../storage/delivery-store.ts';
import { StripeError, invalidRequest, notFound } from '../rules/stripe-error.ts';
import type { WebhookDeliverer } from '../webhooks/webhook-deliverer.ts';
import { sendArbitraryEvent } from './send-arbitrary-event.ts';
import { performSessionAction, parseOutcome } from './session-actions.ts';
import type { Options } from './session-actions.ts';
import { listNewest, reportSession } from './session-report.ts';

export interface ControlContext {
  context: Context;
  deliverer: WebhookDeliverer;
  stop: AbortSignal;
}

export interface ControlRequest {
  method: string;
  /** The path after `/_sandbox/`. */
  pathSegments: string[];
  query: URLSearchParams;
  body: string;
  authorization: string | null;
}

/** The control API: JSON, authenticated by the shop's secret key, without faults. */
export async function handleControlRequest(
  control: ControlContext,
  request: ControlRequest,
): Promise<Reply> {
  try {
    assertApiKey(request.authorization, control.context.settings.secretKey);
    const answer = await perform(control, request);
    // Switching a fault off may make paused or held deliveries due.
    control.context.wake();
    return jsonReply(200, answer);
  } catch (error) {
    if (error instanceof StripeError) return jsonReply(error.status, { error: error.body });
    if (error instanceof InvalidFaultError) {
      return jsonReply(400, { error: { type: 'invalid_request_error', message: error.message } });
    }
    throw error;
  }
}

async function perform(control: ControlContext, request: ControlRequest): Promise<object> {
  const { context } = control;
  const [resource = '', name = '', action = ''] = request.pathSegments;
  switch (`${request.method} ${resource}`) {
    case 'GET faults':
      return context.faults.current();
    case 'POST faults':
      return context.faults.set(parseOptions(request.body));
    case 'DELETE faults':
      return context.faults.reset();
    case 'GET sessions':
      return name === '' ? listSessions(context, request.query) : reportSession(context, name);
    case 'POST sessions':
      return performSessionAction(context, name, action, parseOptions(request.body));
    case 'POST refunds':
      return settleRefund(context, name, parseOutcome(parseOptions(request.body)));
    case 'GET deliveries':
      return deliveriesOf(context, request.query);
    case 'POST deliveries':
      return name === 'deliver' ? deliverAll(control) : deliverOne(control, name);
    case 'POST events':
      return sendArbitraryEvent(context, parseOptions(request.body), control.stop);
    default:
      throw new StripeError(404, {
        type: 'invalid_request_error',
        message: `The control API has no ${request.method} /_sandbox/${request.pathSegments.join('/')}. tools/payment-sandbox/README.md lists all calls.`,
      });
  }
}

/** Delivers everything pending or held, in order, even if paused. Returns the deliveries. */
export async function deliverAll(control: ControlContext): Promise<object> {
  const { db } = control.context;
  const undelivered = (['pending', 'held'] as const)
    .flatMap((state) => listDeliveries(db, { state, limit: 1000 }))
    .sort((left, right) => left.created_at - right.created_at);
  const deliveries = [];
  for (const { id } of undelivered) deliveries.push(await control.deliverer.deliverNow(id));
  return { deliveries };
}

async function deliverOne(control: ControlContext, id: string): Promise<object> {
  const delivery = await control.deliverer.deliverNow(id);
  if (!delivery) throw notFound('delivery', id, 'delivery');
  return delivery;
}

function listSessions(context: Context, query: URLSearchParams): object {
  const reference = query.get('reference') ?? undefined;
  return { sessions: listNewest(context, 'checkout.session', { reference }, limitOf(query)) };
}

function deliveriesOf(context: Context, query: URLSearchParams): object {
  const states: DeliveryState[] = ['pending', 'held', 'delivered', 'dropped', 'abandoned'];
  const deliveries = listDeliveries(context.db, {
    eventId: query.get('event') ?? undefined,
    sessionId: query.get('session') ?? undefined,
    state: states.find((state) => state === query.get('state')),
    limit: limitOf(query),
  });
  return { deliveries };
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 100);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw invalidRequest('"limit" takes a whole number from 1 to 1000.', 'limit');
}

function parseOptions(body: string): Options {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return value as Options;
    }
  } catch {
    // Reported below, like JSON that is not an object.
  }
  throw invalidRequest('The body must be a JSON object, such as {"webhook_drop": 1}.');
}
