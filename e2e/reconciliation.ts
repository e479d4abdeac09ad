import { addMs, systemClock } from '#server/platform/clock.ts';
import { newId } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import { createStripePaymentService } from '#server/stripe/stripe-payment-service.ts';
import type { System } from '../tools/scripts/system.ts';
import { withDatabase } from './database.ts';
import { expect } from './system.ts';

const HOUR_MS = 60 * 60_000;

/** Waits until the shop's payments match the sandbox's. */
export async function expectReconciled(shop: System): Promise<void> {
  await expect.poll(() => runReconciliation(shop)).toEqual([]);
}

/** Runs the daily job's reconciliation over the last hour and returns the differences. */
export async function runReconciliation(shop: System) {
  const payments = createStripePaymentService({
    secretKey: shop.sandboxKey!,
    apiUrl: shop.sandboxUrl,
    webhookSecrets: [],
    publicUrl: shop.shopUrl,
    linkSecrets: [],
  });
  const log = createLog('e2e', 'silent');
  return await withDatabase(shop, async (db) => {
    const now = systemClock.now();
    const period = { from: addMs(now, -HOUR_MS), to: addMs(now, HOUR_MS) };
    const deps = { db, payments, log, clock: systemClock, newId: () => newId(now) };
    return (await reconcile(deps, { kind: 'system', name: 'e2e' }, { period })).differences;
  });
}
