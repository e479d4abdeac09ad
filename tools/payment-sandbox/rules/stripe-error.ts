export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorBody {
  type: ErrorType;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
}

/** An error that leaves as Stripe's JSON with its HTTP status. */
export class StripeError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /**
   * Whether the endpoint had begun its work. Stripe stores such answers under the idempotency key
   * and replays them; an answer to a malformed request it does not store.
   */
  readonly isStored: boolean;

  constructor(status: number, body: ErrorBody, begun = true) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.isStored = begun;
  }
}

/** The request makes no sense as it stands; nothing was begun. */
export function invalidRequest(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, param, code }, false);
}

/** The request is well formed, but the state of things forbids it. */
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
