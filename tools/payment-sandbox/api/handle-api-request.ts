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

/** Handles a request of Stripe's API, with faults injected. */
export async function handleApiRequest(
  context: Context,
  request: ApiRequest,
  keysInFlight: Set<string>,
  wait: (ms: number) => Promise<void>,
): Promise<Reply> {
  const requestId = newId('req', 14);
  const headers = { 'request-id': requestId, 'stripe-version': '2026-10-28.endive' };
  const faultEffects = applyApiFaults(context.faults, `${request.method} ${request.path}`);
  if (faultEffects.replacementReply) return faultEffects.replacementReply;

  const key = request.method === 'POST' ? request.idempotencyKey : null;
  try {
    assertApiKey(request.authorization, context.settings.secretKey);
    if (key !== null) claimIdempotencyKey(key, keysInFlight);
  } catch (error) {
    return errorReply(error, headers);
  }
  try {
    if (faultEffects.delayMs > 0) await wait(faultEffects.delayMs);
    const cause = { id: requestId, idempotency_key: key };
    const result = executeCall({ ...context, cause }, request, key);
    if (faultEffects.shouldHang()) return { kind: 'hang' };
    return {
      kind: 'answer',
      status: result.status,
      headers: {
        ...headers,
        'content-type': 'application/json',
        ...(key !== null && { 'idempotency-key': key }),
        ...(result.originalRequestId !== null && {
          'idempotent-replayed': 'true',
          'original-request': result.originalRequestId,
        }),
      },
      body: result.body,
    };
  } catch (error) {
    return errorReply(error, headers);
  } finally {
    if (key !== null) keysInFlight.delete(key);
  }
}

/** Claims the key for this request. @throws StripeError if another request in flight holds it */
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
