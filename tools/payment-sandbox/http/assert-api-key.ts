import { createHash, timingSafeEqual } from 'node:crypto';
import { StripeError } from '../rules/stripe-error.ts';

/** @throws StripeError 401 unless the request has the secret key */
export function assertApiKey(authorization: string | null, secretKey: string): void {
  const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (given !== undefined && timingSafeTextEqual(given, secretKey)) return;
  throw new StripeError(401, {
    type: 'invalid_request_error',
    message:
      given === undefined
        ? 'You did not provide an API key. Send it as "Authorization: Bearer YOUR_SECRET_KEY".'
        : `Invalid API Key provided: ${given.slice(0, 7)}****. It must equal the STRIPE_SECRET_KEY that the sandbox was started with.`,
  });
}

/** Constant-time comparison. */
function timingSafeTextEqual(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
