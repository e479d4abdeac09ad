import { monotonicNowMs } from './monotonic-clock.ts';
import type { RequestLog, Outcome, PaymentAction } from '../../invariants/request-log.ts';

const CALL_TIMEOUT_MS = 5000;

/** The used part of the control API's report of a session. */
interface SessionReport {
  events: { id: string }[];
}

/** The payment service as shoppers, banks and fault injectors use it. */
export interface SandboxClient {
  /** Performs and logs an action on an order's payment. */
  performAction(
    orderId: string,
    act: PaymentAction,
    options?: object,
  ): Promise<Outcome<{ paid: boolean }>>;
  /** @returns false when the service is down */
  setFaults(switches: object): Promise<boolean>;
  clearFaults(): Promise<boolean>;
  /** Undefined when the service is down or the order has no session. */
  readSession(orderId: string): Promise<SessionReport | undefined>;
  /** Delivers all waiting events. */
  deliverPending(): Promise<boolean>;
}

const actionRequests: Record<PaymentAction, [action: string, options: object]> = {
  'pay by card': ['pay', { method: 'card' }],
  'pay after expiry': ['pay-after-expiry', {}],
  decline: ['decline', {}],
  'pay by bank': ['pay', { method: 'bank' }],
  'bank settles': ['settle', { outcome: 'succeeded' }],
  'bank fails': ['settle', { outcome: 'failed' }],
  'refund at the dashboard': ['refund', {}],
  dispute: ['dispute', {}],
  'dispute decided': ['close-dispute', {}],
};

export function createSandboxClient(
  service: { url: string; key: string },
  requestLog: RequestLog,
): SandboxClient {
  return {
    async performAction(orderId, act, options) {
      const [path, defaults] = actionRequests[act];
      const sentAt = monotonicNowMs();
      const response = await call('POST', `sessions/${orderId}/${path}`, {
        ...defaults,
        ...options,
      });
      const outcome = outcomeOf(response);
      requestLog.append({
        operation: 'payment action',
        action: act,
        orderId,
        sentAt,
        answeredAt: monotonicNowMs(),
        outcome,
      });
      return outcome;
    },
    setFaults: async (switches) => (await call('POST', 'faults', switches))?.status === 200,
    clearFaults: async () => (await call('DELETE', 'faults'))?.status === 200,
    async readSession(orderId) {
      const response = await call('GET', `sessions/${orderId}`);
      return response?.status === 200 ? (response.body as unknown as SessionReport) : undefined;
    },
    deliverPending: async () => (await call('POST', 'deliveries/deliver'))?.status === 200,
  };

  async function call(method: string, path: string, body?: object) {
    try {
      const response = await fetch(`${service.url}/_sandbox/${path}`, {
        method,
        headers: { authorization: `Bearer ${service.key}` },
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch {
      return undefined;
    }
  }
}

function outcomeOf(
  response: { status: number; body: Record<string, unknown> } | undefined,
): Outcome<{ paid: boolean }> {
  if (!response || response.status >= 500) return { kind: 'unknown', reason: 'no response' };
  if (response.status === 200) {
    return { kind: 'ok', value: { paid: response.body['payment_status'] === 'paid' } };
  }
  return { kind: 'refused', code: String(response.status), details: response.body };
}
