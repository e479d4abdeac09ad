import type { BenchDatabase } from './bench-database.ts';

/** Signs the buyers' cookies; the load generator signs its own with it. Of no use elsewhere. */
export const AUTH_SECRET = 'the benchmark signs its buyers with this';

/** The settings of all processes that are measured: the defaults, without limits per client. */
export function shopEnvironment(database: BenchDatabase): Record<string, string> {
  return {
    DATABASE_URL: database.databaseUrl,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    // No payment is ever asked for, so these meet nobody.
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    AUTH_SECRET,
    ORDERS_PER_MINUTE: '0',
    LOG_LEVEL: 'error',
  };
}
