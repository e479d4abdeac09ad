// npm run reconcile [-- --from 2026-11-01 --to 2026-11-02T12:00:00Z]: compares the payment service's
// sessions, refunds and disputes of a period with our rows, and prints every difference with its remedy.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, createPool } from '#db/client.ts';
import { systemClock } from '#server/platform/clock.ts';
import { newId } from '#server/platform/ids.ts';
import { createLog } from '#server/platform/log.ts';
import { createResilientPaymentService } from '#server/stripe/resilient-payment-service.ts';
import { PaymentServiceError } from '#server/platform/payment-service.ts';
import { reconcile } from '#server/payments/reconciliation/reconcile.ts';
import { createStripePaymentService } from '#server/stripe/stripe-payment-service.ts';
import { openCommandDatabase } from './open-command-database.ts';
import { readOrCreateSecrets } from './secrets.ts';

const period = readPeriod();
const { databaseUrl, close } = await openCommandDatabase();
const db = createDatabase(createPool(databaseUrl, { name: 'holdfast reconcile', max: 2 }));
try {
  const log = createLog('reconcile', 'silent');
  const payments = createResilientPaymentService(paymentService(), { log });
  const deps = { db, payments, log, clock: systemClock, newId: () => newId(systemClock.now()) };
  const run = await reconcile(deps, { kind: 'system', name: 'command' }, { period });
  for (const { kind, subject, orderId, detail, remedy } of run.differences) {
    console.log(`${kind} ${subject} (order ${orderId ?? 'unknown'}): ${detail}\n  ${remedy}`);
  }
  const unlisted = run.differenceCount - run.differences.length;
  if (unlisted > 0) console.log(`… and ${unlisted} more; choose a shorter period to see them.`);
  const counts = `${run.sessions} sessions, ${run.refunds} refunds, ${run.disputes} disputes`;
  console.log(`reconcile: ${run.differenceCount} differences (${counts})`);
  process.exitCode = run.differenceCount === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof PaymentServiceError)) throw error;
  console.error(
    `${error.message}\nNothing was compared. Start the shop with its payment sandbox, or set STRIPE_SECRET_KEY (and STRIPE_API_URL, if it is not Stripe's own), then try again.`,
  );
  process.exitCode = 2;
} finally {
  await db.destroy();
  await close();
}

function readPeriod() {
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  if (!values.from && !values.to) return undefined;
  const [from, to] = [readTime('--from', values.from), readTime('--to', values.to)];
  if (from < to) return { from, to };
  console.error('--from must be before --to.');
  process.exit(2);
}

function readTime(option: string, text: string | undefined): Date {
  const time = new Date(text ?? (option === '--to' ? Date.now() : Number.NaN));
  if (!Number.isNaN(time.getTime())) return time;
  console.error(`${option} takes a time, such as 2026-11-01 or 2026-11-01T12:00:00Z.`);
  process.exit(2);
}

/** Stripe if its key is set, else the sandbox of this data directory. */
function paymentService() {
  const { STRIPE_SECRET_KEY, STRIPE_API_URL, SANDBOX_PORT, DATA_DIR } = process.env;
  const unused = { webhookSecrets: [], publicUrl: 'http://localhost', linkSecrets: [] };
  if (STRIPE_SECRET_KEY) {
    const apiUrl = STRIPE_API_URL || undefined;
    return createStripePaymentService({ secretKey: STRIPE_SECRET_KEY, apiUrl, ...unused });
  }
  const dataDir = join(import.meta.dirname, '../..', DATA_DIR ?? '.data');
  return createStripePaymentService({
    secretKey: readOrCreateSecrets(dataDir).stripeSecretKey,
    apiUrl: STRIPE_API_URL || `http://127.0.0.1:${SANDBOX_PORT || 3010}`,
    ...unused,
  });
}
