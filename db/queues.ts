import type { Queue } from 'pg-boss';

/** Where jobs end whose retries are used up; staff look at them and redrive them. */
export const DEAD_LETTERS = 'dead-letters';

const HOUR_S = 60 * 60;
/** A worker that was killed stops beating, and its jobs are taken up again without waiting for them to expire. */
const HEARTBEAT_S = 30;

/**
 * The job queues, which are part of the migrated database.
 *
 * Every job is bounded in time and retries and then goes to the dead letters, and finished ones are
 * kept for a short time only, since a queue slows down with what it keeps. Promptness is all that
 * jobs are for: what they lose, the sweep finds.
 */
export const queues: Record<string, Omit<Queue, 'name'>> = {
  [DEAD_LETTERS]: { retentionSeconds: 90 * 24 * HOUR_S },
  'close-orders': defaultRetryPolicy(),
  'recover-stock': defaultRetryPolicy(),
  'refund-payment': defaultRetryPolicy(),
  'look-up-payment': defaultRetryPolicy(),
  sweep: {
    policy: 'exclusive',
    expireInSeconds: HOUR_S,
    heartbeatSeconds: HEARTBEAT_S,
    retryLimit: 0,
    deleteAfterSeconds: 24 * HOUR_S,
  },
  reconcile: {
    policy: 'exclusive',
    deadLetter: DEAD_LETTERS,
    expireInSeconds: 4 * HOUR_S,
    heartbeatSeconds: HEARTBEAT_S,
    retryLimit: 3,
    retryDelay: 10 * 60,
    retryBackoff: true,
    retryDelayMax: HOUR_S,
    deleteAfterSeconds: 24 * HOUR_S,
  },
};

/** Twelve tries over about half an hour: long enough for most outages of a payment service. */
function defaultRetryPolicy(): Omit<Queue, 'name'> {
  return {
    deadLetter: DEAD_LETTERS,
    // A batch of them, each with hundreds of orders that the payment service is asked about.
    expireInSeconds: 900,
    heartbeatSeconds: HEARTBEAT_S,
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    deleteAfterSeconds: HOUR_S,
  };
}
