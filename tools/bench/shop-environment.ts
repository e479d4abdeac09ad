import type { BenchDatabase } from './bench-database.ts';

/** Signs the buyers' cookies; the load generator signs its own with it. Of no use elsewhere. */
export const AUTH_SECRET = 'the benchmark signs its buyers with this';

/** Longer than a run, so that no job comes due while something else is measured. */
export const PAYMENT_WINDOW_H = 4;

/**
 * The settings of all processes that are measured: the defaults, but for a longer window, a limit
 * per network address that is counted and never reached, and a log of warnings alone, which keeps the
 * progress readable; the shop logs no order.
 */
export function shopEnvironment(database: BenchDatabase): Record<string, string> {
  return {
    DATABASE_URL: database.databaseUrl,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    // No payment is ever asked for, so these meet nobody.
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    AUTH_SECRET,
    PAYMENT_WINDOW: `${PAYMENT_WINDOW_H}h`,
    ORDERS_PER_MINUTE: '10000000',
    LOG_LEVEL: 'warn',
  };
}
