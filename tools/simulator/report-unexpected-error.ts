import { isTransient } from '#db/is-transient.ts';
import { InvalidWebhookError, PaymentServiceError } from '#server/platform/payment-service.ts';
import type { Run } from './run.ts';

/** An error that no fault explains is a bug in the shop. */
export function reportUnexpectedError(run: Run, name: string, error: unknown): void {
  const explained =
    error instanceof PaymentServiceError ||
    error instanceof InvalidWebhookError ||
    isTransient(error);
  if (explained && !isDuplicateOrder(error)) return;
  const detail = `${name}: ${error instanceof Error ? error.message : String(error)}`;
  run.report('environment/no-unexplained-error', detail);
}

/** Two processes inserted the same order; the loser must retry and not report it. */
function isDuplicateOrder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
