import type { Queue } from 'pg-boss';

/** Receives jobs that have failed all retries; staff can redrive them. */
export const DEAD_LETTERS = 'dead-letters';

const HOUR_S = 60 * 60;
/** Jobs of a killed worker are retried after this time instead of after their expiry. */
const HEARTBEAT_S = 30;

/**
 * The job queues, which are part of the migrated database.
 *
 * Every job has a limit of time and retries and then becomes a dead letter. Completed jobs are deleted
 * soon, since a queue slows down with its size. A lost job only costs time: the sweep finds its work.
 */
export const queues: Record<string, Omit<Queue, 'name'>> = {
  [DEAD_LETTERS]: { retentionSeconds: 90 * 24 * HOUR_S },
  'close-orders': defaultRetryPolicy(),
  'recover-stock': defaultRetryPolicy(),
  'refund-payment': defaultRetryPolicy(),
  'look-up-payment': defaultRetryPolicy(),
  'apply-payment-events': defaultRetryPolicy(),
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
  'apply-retention': {
    policy: 'exclusive',
    deadLetter: DEAD_LETTERS,
    expireInSeconds: HOUR_S,
    heartbeatSeconds: HEARTBEAT_S,
    retryLimit: 3,
    retryDelay: 10 * 60,
    deleteAfterSeconds: 24 * HOUR_S,
  },
};

/** Twelve retries over about half an hour, longer than most outages of a payment service. */
function defaultRetryPolicy(): Omit<Queue, 'name'> {
  return {
    deadLetter: DEAD_LETTERS,
    // For a batch of jobs with hundreds of orders each, and a payment call per order.
    expireInSeconds: 900,
    heartbeatSeconds: HEARTBEAT_S,
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 300,
    deleteAfterSeconds: HOUR_S,
  };
}
