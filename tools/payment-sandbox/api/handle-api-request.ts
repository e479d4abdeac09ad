import type { Context } from '../rules/context.ts';
import { newId } from '../objects/ids.ts';
import type { Reply } from '../http/reply.ts';
import { jsonReply } from '../http/reply.ts';
import { StripeError } from '../rules/stripe-error.ts';
import type { ErrorBody } from '../rules/stripe-error.ts';
import { assertApiKey } from '../http/assert-api-key.ts';
import type { ApiRequest } from './execute-call.ts';
import { executeCall } from './execute-call.ts';
import { applyApiFaults } from './apply-api-faults.ts';

/** Everything between a request of Stripe's API and its answer, faults included. */
export async function handleApiRequest(
  context: Context,
  request: ApiRequest,
  keysInFlight: Set<string>,
  wait: (ms: number) => Promise<void>,
): Promise<Reply> {
  const requestId = newId('req', 14);
  const headers = { 'request-id': requestId, 'stripe-version': '2026-10-28.endive' };
  const struck = applyApiFaults(context.faults, `${request.method} ${request.path}`);
  if (struck.replacementReply) return struck.replacementReply;

  const key = request.method === 'POST' ? request.idempotencyKey : null;
  try {
    assertApiKey(request.authorization, context.settings.secretKey);
    if (key !== null) claimIdempotencyKey(key, keysInFlight);
  } catch (error) {
    return errorReply(error, headers);
  }
  try {
    if (struck.delayMs > 0) await wait(struck.delayMs);
    const cause = { id: requestId, idempotency_key: key };
    const answer = executeCall({ ...context, cause }, request, key);
    if (struck.shouldHang()) return { kind: 'hang' };
    return {
      kind: 'answer',
      status: answer.status,
      headers: {
        ...headers,
        'content-type': 'application/json',
        ...(key !== null && { 'idempotency-key': key }),
        ...(answer.originalRequestId !== null && {
          'idempotent-replayed': 'true',
          'original-request': answer.originalRequestId,
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
function claimIdempotencyKey(key: string, keysInFlight: Set<string>): void {
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
