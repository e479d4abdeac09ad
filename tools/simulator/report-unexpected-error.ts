import { isTransient } from '#db/is-transient.ts';
import { InvalidWebhookError, PaymentServiceError } from '#server/platform/payment-service.ts';
import type { World } from './world.ts';

/** An error that no fault explains is a mistake in the shop. */
export function reportUnexpectedError(world: World, name: string, error: unknown): void {
  const explained =
    error instanceof PaymentServiceError ||
    error instanceof InvalidWebhookError ||
    isTransient(error) ||
    (error instanceof Error && error.message.includes('no word from the payment service yet'));
  if (explained && !isDuplicateOrder(error)) return;
  const detail = `${name}: ${error instanceof Error ? error.message : String(error)}`;
  world.violations.push({ rule: 'no error but those that faults explain', detail });
}

/** Passing while another process commits the same order; never the last word on it. */
function isDuplicateOrder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
