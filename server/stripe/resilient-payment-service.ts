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

/** Limits of one process's calls to the payment service. */
export interface CallLimits {
  /** Calls in flight; up to `queueMax` more wait, and further ones fail as `not_sent`. */
  concurrencyMax: number;
  queueMax: number;
  /** One call with its time in the queue and its retries. */
  callMsMax: number;
  /** Retries of a call whose outcome is unknown. */
  retriesMax: number;
  retryDelayMs: number;
  /** Consecutive calls with an unknown outcome after which the circuit breaker opens. */
  failuresMax: number;
  /** How long it stays open; doubles up to `breakMsMax` while the service is down. */
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
 * Wraps a payment service with a time-out, retries with jitter, a bulkhead and a circuit breaker, so that
 * nothing waits for a service that is down and its recovery meets no burst. Only this layer retries: the
 * adapter below sends a call once, and jobs retry minutes later.
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
  // A refusal is an answer: no retry, and no failure of the service.
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
  breaker.onBreak(() => log.error('circuit breaker open: the payment service does not answer'));
  breaker.onReset(() => log.info('circuit breaker closed: the payment service answers again'));

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
    const message = 'the payment service is down; the circuit breaker is open';
    return new PaymentServiceError(message, { outcome: 'not_sent', cause: error });
  }
  if (error instanceof BulkheadRejectedError) {
    const message = 'too many calls wait for the payment service';
    return new PaymentServiceError(message, { outcome: 'not_sent', cause: error });
  }
  if (error instanceof TaskCancelledError) {
    return new PaymentServiceError('the payment service timed out', { cause: error });
  }
  return error;
}
