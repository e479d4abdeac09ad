import { monotonicNowMs } from '../ledger/monotonic-clock.ts';
import type { RequestLog, Outcome, PaymentAction } from '../ledger/request-log.ts';

const CALL_TIMEOUT_MS = 5000;

/** What the control API reports of a session, as far as it is used here. */
interface SessionReport {
  events: { id: string }[];
  deliveries: { id: string; state: string }[];
}

/** The payment service from the side of shoppers, of banks and of whoever switches its faults. */
export interface SandboxClient {
  /** Does something about an order's payment, and writes it down. */
  performAction(
    orderId: string,
    act: PaymentAction,
    options?: object,
  ): Promise<Outcome<{ paid: boolean }>>;
  /** @returns whether they are set now; no when the service is down */
  setFaults(switches: object): Promise<boolean>;
  clearFaults(): Promise<boolean>;
  /** Undefined when the service is down or the order has no session. */
  readSession(orderId: string): Promise<SessionReport | undefined>;
  /** Delivers all events that wait. */
  deliverPending(): Promise<boolean>;
  /** Delivers one event, also one that was lost. */
  deliver(deliveryId: string): Promise<boolean>;
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
      const [action, usual] = actionRequests[act];
      const sentAt = monotonicNowMs();
      const answer = await call('POST', `sessions/${orderId}/${action}`, { ...usual, ...options });
      const outcome = outcomeOf(answer);
      requestLog.append({
        operation: 'act',
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
      const answer = await call('GET', `sessions/${orderId}`);
      return answer?.status === 200 ? (answer.body as unknown as SessionReport) : undefined;
    },
    deliverPending: async () => (await call('POST', 'deliveries/deliver'))?.status === 200,
    deliver: async (id) => (await call('POST', `deliveries/${id}/deliver`))?.status === 200,
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
  answer: { status: number; body: Record<string, unknown> } | undefined,
): Outcome<{ paid: boolean }> {
  if (!answer || answer.status >= 500) return { kind: 'unknown', why: 'no answer' };
  if (answer.status === 200) {
    return { kind: 'ok', value: { paid: answer.body['payment_status'] === 'paid' } };
  }
  return { kind: 'refused', code: String(answer.status), details: answer.body };
}
