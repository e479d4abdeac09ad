import { addMs, systemClock } from '#server/platform/clock.ts';
import { newId } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import type { Difference } from '#server/payments/reconciliation/reconciliation.ts';
import { createStripePaymentService } from '#server/stripe/stripe-payment-service.ts';
import type { TestSystem } from '../system/start-test-system.ts';

/** The payment service's times are whole seconds. */
const MARGIN_MS = 2000;

/** Runs the shop's reconciliation with the payment service over the time since `from`. */
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
      linkSecrets: [],
    }),
    clock: systemClock,
    newId: () => newId(systemClock.now()),
    log: createLog('chaos', 'silent'),
  };
  const period = { from: addMs(from, -MARGIN_MS), to: addMs(now, MARGIN_MS) };
  const { differences } = await reconcile(deps, { kind: 'system', name: 'chaos' }, { period });
  return differences;
}
