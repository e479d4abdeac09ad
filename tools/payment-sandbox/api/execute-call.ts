import { createHash } from 'node:crypto';
import type { Context } from '../rules/context.ts';
import type { StoredResponse } from '../storage/idempotency-store.ts';
import { findStoredResponse, insertStoredResponse } from '../storage/idempotency-store.ts';
import { StripeError } from '../rules/stripe-error.ts';
import { expand } from './expand.ts';
import { decodeForm, listOf } from './form.ts';
import { findRoute } from './routes.ts';

/** A request of Stripe's API. */
export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  body: string;
  authorization: string | null;
  idempotencyKey: string | null;
}

export interface CallResult {
  status: number;
  body: string;
  /** The id of the first request, if this is a replay. */
  originalRequestId: string | null;
}

/**
 * Executes a request. With an idempotency key, the first response, also an error, is stored in the same
 * transaction, so that a crash leaves both or neither.
 * @throws StripeError if a key is reused for another request
 */
export function executeCall(context: Context, request: ApiRequest, key: string | null): CallResult {
  if (key === null) return executeWithoutKey(context, request);
  const endpoint = `${request.method} ${request.path}`;
  const fingerprint = fingerprintOf(request.body);

  return context.db.transaction(() => {
    const stored = findStoredResponse(context.db, key, context.now());
    if (stored) return replay(stored, endpoint, fingerprint);
    const { isStored, ...result } = attempt(context, request);
    if (isStored) {
      insertStoredResponse(context.db, {
        key,
        endpoint,
        fingerprint,
        status: result.status,
        body: result.body,
        request_id: context.cause?.id ?? '',
        created_at: context.now(),
      });
    }
    return result;
  });
}

function executeWithoutKey(context: Context, request: ApiRequest): CallResult {
  const { isStored: _, ...result } = attempt(context, request);
  return result;
}

function attempt(context: Context, request: ApiRequest): CallResult & { isStored: boolean } {
  try {
    const answer = context.db.transaction(() => perform(context, request));
    if (isRefund(request) && context.faults.shouldInject('refund_errors_after')) {
      return toErrorResult(refundError(true));
    }
    const body = JSON.stringify(answer, null, 2);
    return { status: 200, body, originalRequestId: null, isStored: true };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return toErrorResult(error);
  }
}

function toErrorResult(error: StripeError): CallResult & { isStored: boolean } {
  const body = JSON.stringify({ error: error.body }, null, 2);
  return { status: error.status, body, originalRequestId: null, isStored: error.isStored };
}

function perform(context: Context, request: ApiRequest): object {
  const { route, id } = findRoute(request.method, request.path);
  const params = decodeForm(request.method === 'GET' ? request.query : request.body);
  if (isRefund(request) && context.faults.shouldInject('refund_errors')) {
    throw refundError(context.faults.current().refund_errors_stick);
  }
  const answer = route.handle({ context, id, path: request.path, params });
  const paths = listOf(params, 'expand').map(String);
  return paths.length > 0 ? expand(context.db, answer, paths) : answer;
}

function isRefund(request: ApiRequest): boolean {
  return request.method === 'POST' && request.path === '/v1/refunds';
}

function refundError(isStored: boolean): StripeError {
  const message = 'An unexpected error occurred while refunding.';
  return new StripeError(500, { type: 'api_error', message }, isStored);
}

function replay(stored: StoredResponse, endpoint: string, fingerprint: string): CallResult {
  if (stored.endpoint !== endpoint) {
    throw idempotencyError(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${stored.endpoint}' instead of '${endpoint}'). Try using a key other than '${stored.key}' if you meant to execute a different request.`,
    );
  }
  if (stored.fingerprint !== fingerprint) {
    throw idempotencyError(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${stored.key}' if you meant to execute a different request.`,
    );
  }
  return { status: stored.status, body: stored.body, originalRequestId: stored.request_id };
}

function idempotencyError(message: string): StripeError {
  return new StripeError(400, { type: 'idempotency_error', message });
}

/** A hash of the parameters, in any order. */
function fingerprintOf(body: string): string {
  const params = new URLSearchParams(body);
  params.sort();
  return createHash('sha256').update(params.toString()).digest('hex');
}
