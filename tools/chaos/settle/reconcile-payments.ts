import { addMs, systemClock } from '#server/platform/clock.ts';
import { newId } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import type { Difference } from '#server/payments/reconciliation/reconciliation.ts';
import { createStripePaymentService } from '#server/stripe/stripe-payment-service.ts';
import type { TestSystem } from '../system/start-test-system.ts';

/** The payment service counts in seconds, and what happened in the last one counts, too. */
const MARGIN_MS = 2000;

/** Compares the payment service's books with the shop's since `from`, by the shop's own reconciliation. */
export async function reconcilePayments(
  testSystem: TestSystem,
  from: Date,
): Promise<readonly Difference[]> {
  const { url, key } = testSystem.service;
  const now = systemClock.now();
  const deps = {
    db: testSystem.db,
    payments: createStripePaymentService({
      secretKey: key,
      apiUrl: url,
      webhookSecrets: [],
      publicUrl: testSystem.shop.shopUrl,
    }),
    clock: systemClock,
    newId: () => newId(systemClock.now()),
    log: createLog('chaos', 'silent'),
  };
  const period = { from: addMs(from, -MARGIN_MS), to: addMs(now, MARGIN_MS) };
  const { differences } = await reconcile(deps, { kind: 'system', name: 'chaos' }, { period });
  return differences;
}
