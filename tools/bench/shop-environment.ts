import type { BenchDatabase } from './bench-database.ts';

/** Signs the buyers' cookies, in the web process and in the load generator. */
export const AUTH_SECRET = 'the benchmark signs its buyers with this';

/** Longer than a run, so that no job becomes due during it. */
export const PAYMENT_WINDOW_H = 4;

/**
 * The settings of all measured processes: the defaults, except for a longer payment window, a rate limit
 * that is counted but never reached, and a log of warnings only, which keeps the progress readable.
 */
export function shopEnvironment(database: BenchDatabase): Record<string, string> {
  return {
    DATABASE_URL: database.databaseUrl,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    // Unused: no payment is requested.
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    AUTH_SECRET,
    PAYMENT_WINDOW: `${PAYMENT_WINDOW_H}h`,
    REQUESTS_PER_MINUTE: '10000000',
    LOG_LEVEL: 'warn',
  };
}
