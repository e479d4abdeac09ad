import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { Log } from '../platform/log.ts';
import { PaymentServiceError, type PaymentService } from '../platform/payment-service.ts';

/** How much one process asks of the payment service. */
export interface CallLimits {
  /** Calls under way at once; more wait, up to `waitingMax`, and beyond that are not made. */
  concurrencyMax: number;
  queueMax: number;
  /** One call with its waiting and its repetitions. */
  callMsMax: number;
  /** Repetitions of a call whose outcome is unknown. */
  retriesMax: number;
  retryDelayMs: number;
  /** Calls without a clear answer, one after the other, after which none is made for a while. */
  failuresMax: number;
  /** How long that is; it doubles up to the limit while the service stays down. */
  breakMs: number;
  breakMsMax: number;
}

/**
 * Twice the retries of one call stay within the time a shopper waits; the circuit opens after about
 * four calls that failed with their retries.
 */
const DEFAULT_LIMITS: CallLimits = {
  concurrencyMax: 16,
  queueMax: 200,
  callMsMax: 15_000,
  retriesMax: 2,
  retryDelayMs: 200,
  failuresMax: 12,
  breakMs: 5_000,
  breakMsMax: 60_000,
};

/**
 * Keeps calls to a payment service in bounds: time, repetitions (with jitter), how many at once, and
 * none at all while it is down, so that neither shoppers nor jobs wait for it and its recovery meets
 * no storm. Only one layer repeats: the adapter below asks once, the jobs above come back later.
 */
export function createResilientPaymentService(
  service: PaymentService,
  options: { log: Log; limits?: Partial<CallLimits> },
): PaymentService {
  const guard = createResiliencePolicy({ ...DEFAULT_LIMITS, ...options.limits }, options.log);
  return {
    openSession: (order, lines) => guard(() => service.openSession(order, lines)),
    endSession: (sessionId) => guard(() => service.endSession(sessionId)),
    readSession: (sessionId) => guard(() => service.readSession(sessionId)),
    findSession: (paymentIntentId) => guard(() => service.findSession(paymentIntentId)),
    refund: (refund) => guard(() => service.refund(refund)),
    listSessions: (period, cursor) => guard(() => service.listSessions(period, cursor)),
    listRefunds: (of, cursor) => guard(() => service.listRefunds(of, cursor)),
    listDisputes: (of, cursor) => guard(() => service.listDisputes(of, cursor)),
    verifyWebhook: (rawBody, signature) => service.verifyWebhook(rawBody, signature),
    readEvent: (payload) => service.readEvent(payload),
  };
}

function createResiliencePolicy(limits: CallLimits, log: Log) {
  // A refusal is an answer: repeating it is pointless, and the service is well.
  const unanswered = handleWhen(
    (error) => error instanceof PaymentServiceError && error.outcome === 'unknown',
  );
  const breaker = circuitBreaker(unanswered, {
    breaker: new ConsecutiveBreaker(limits.failuresMax),
    halfOpenAfter: new ExponentialBackoff({
      initialDelay: limits.breakMs,
      maxDelay: limits.breakMsMax,
    }),
  });
  breaker.onBreak(() => log.error('the payment service does not answer; calls to it pause'));
  breaker.onReset(() => log.info('the payment service answers again'));

  const policy = wrap(
    timeout(limits.callMsMax, TimeoutStrategy.Aggressive),
    bulkhead(limits.concurrencyMax, limits.queueMax),
    retry(unanswered, {
      maxAttempts: limits.retriesMax,
      backoff: new ExponentialBackoff({ initialDelay: limits.retryDelayMs }),
    }),
    breaker,
  );

  return async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await policy.execute(() => call());
    } catch (error) {
      throw toPaymentServiceError(error);
    }
  };
}

function toPaymentServiceError(error: unknown): unknown {
  if (error instanceof BrokenCircuitError) {
    const message = 'the payment service is down; it is asked again shortly';
    return new PaymentServiceError(message, { outcome: 'not_sent', cause: error });
  }
  if (error instanceof BulkheadRejectedError) {
    const message = 'too many calls wait for the payment service; try again shortly';
    return new PaymentServiceError(message, { outcome: 'not_sent', cause: error });
  }
  if (error instanceof TaskCancelledError) {
    return new PaymentServiceError('the payment service took too long', { cause: error });
  }
  return error;
}
