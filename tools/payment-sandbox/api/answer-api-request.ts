import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import type { Reply } from '../reply.ts';
import { jsonReply } from '../reply.ts';
import { StripeError } from '../stripe-error.ts';
import type { ErrorBody } from '../stripe-error.ts';
import type { ApiRequest } from './api-request.ts';
import { assertKey } from './assert-key.ts';
import { executeCall } from './execute-call.ts';
import { interfere } from './interfere.ts';

/** Everything between a request of Stripe's API and its answer, faults included. */
export async function answerApiRequest(
  context: Context,
  request: ApiRequest,
  keysInFlight: Set<string>,
  wait: (ms: number) => Promise<void>,
): Promise<Reply> {
  const requestId = newId('req', 14);
  const headers = { 'request-id': requestId, 'stripe-version': '2026-10-28.endive' };
  const struck = interfere(context.faults, `${request.method} ${request.path}`);
  if (struck.instead) return struck.instead;

  const key = request.method === 'POST' ? request.idempotencyKey : null;
  try {
    assertKey(request.authorization, context.settings.secretKey);
    if (key !== null) claim(key, keysInFlight);
  } catch (error) {
    return errorReply(error, headers);
  }
  try {
    if (struck.delayMs > 0) await wait(struck.delayMs);
    const cause = { id: requestId, idempotency_key: key };
    const answer = executeCall({ ...context, cause }, request, key);
    if (struck.hangs()) return { kind: 'hang' };
    return {
      kind: 'answer',
      status: answer.status,
      headers: {
        ...headers,
        'content-type': 'application/json',
        ...(key !== null && { 'idempotency-key': key }),
        ...(answer.firstRequestId !== null && {
          'idempotent-replayed': 'true',
          'original-request': answer.firstRequestId,
        }),
      },
      body: answer.body,
    };
  } catch (error) {
    return errorReply(error, headers);
  } finally {
    if (key !== null) keysInFlight.delete(key);
  }
}

/** Takes the key for this request. @throws StripeError when an earlier one still holds it. */
function claim(key: string, keysInFlight: Set<string>): void {
  if (key.length > 255) {
    throw new StripeError(400, {
      type: 'idempotency_error',
      message: 'An Idempotency-Key can have up to 255 characters. Use a shorter one.',
    });
  }
  if (keysInFlight.has(key)) {
    throw new StripeError(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key: ${key}. Try again when it has been answered.`,
    });
  }
  keysInFlight.add(key);
}

function errorReply(error: unknown, headers: Record<string, string>): Reply {
  if (error instanceof StripeError) {
    return jsonReply(error.status, { error: error.body }, headers);
  }
  const body: ErrorBody = {
    type: 'api_error',
    message: `The sandbox itself failed: ${error instanceof Error ? error.message : String(error)}`,
  };
  return jsonReply(500, { error: body }, headers);
}
