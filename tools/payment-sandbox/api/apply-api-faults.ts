import type { FaultSwitches } from '../rules/fault-switches.ts';
import type { Reply } from '../http/reply.ts';
import { jsonReply } from '../http/reply.ts';

export interface ApiFaultEffects {
  /** The reply of a fault instead of the real one. */
  replacementReply: Reply | null;
  delayMs: number;
  /** Called after execution: whether the response is lost. */
  shouldHang(): boolean;
}

/** The faults to inject into a request such as `POST /v1/refunds`. */
export function applyApiFaults(faults: FaultSwitches, request: string): ApiFaultEffects {
  const current = faults.current();
  if (!request.startsWith(current.api_only)) {
    return { replacementReply: null, delayMs: 0, shouldHang: () => false };
  }
  return {
    replacementReply: replacementReplyOf(faults),
    delayMs: current.api_delay_ms,
    shouldHang: () => faults.shouldInject('api_hang_after'),
  };
}

function replacementReplyOf(faults: FaultSwitches): Reply | null {
  const outage = outageReply(faults);
  if (outage) return outage;
  if (faults.shouldInject('api_rate_limit')) {
    return jsonReply(429, {
      error: {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Request rate limit exceeded. Wait a moment and try again.',
      },
    });
  }
  if (faults.shouldInject('api_garbage')) {
    return {
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Welcome</title><p>Sign in to this network.</p>',
    };
  }
  return null;
}

function outageReply(faults: FaultSwitches): Reply | null {
  const { api_outage } = faults.current();
  if (api_outage === 'off') return null;
  if (api_outage === 'drop') return { kind: 'drop' };
  return jsonReply(503, {
    error: { type: 'api_error', message: 'The payment service is down. Try again later.' },
  });
}
