export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorBody {
  type: ErrorType;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
}

/** An error that is sent as Stripe's JSON with an HTTP status. */
export class StripeError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /**
   * Whether the response is stored under the idempotency key and replayed: Stripe stores it once the
   * endpoint has started executing, but not for a malformed request.
   */
  readonly isStored: boolean;

  constructor(status: number, body: ErrorBody, isStored = true) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.isStored = isStored;
  }
}

/** A malformed request: not executed, not stored. */
export function invalidRequest(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, param, code }, false);
}

/** A well-formed request that the current state does not allow. */
export function requestRefused(message: string, code?: string, param?: string): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, param, code });
}

export function notFound(kind: string, id: string, param: string): StripeError {
  return new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}
