import { monotonicNowMs } from './monotonic-clock.ts';
import type { Outcome } from '../../invariants/request-log.ts';

/** An outcome with the times of request and response. */
export interface TimedOutcome<T> {
  sentAt: number;
  answeredAt: number;
  outcome: Outcome<T>;
}

export interface ShopCall {
  /** Of the web. */
  url: string;
  procedure: string;
  kind: 'query' | 'mutation';
  input: object;
  cookie: string;
  timeoutMs: number;
}

/** Refusals with an unknown outcome: the payment service may have acted before it stopped responding. */
const AMBIGUOUS_CODES = new Set(['PAYMENT_SERVICE_UNAVAILABLE']);

/** Calls a procedure over HTTP as a browser does. */
export async function callShop<T>(call: ShopCall): Promise<TimedOutcome<T>> {
  const sentAt = monotonicNowMs();
  const outcome = await sendCall<T>(call);
  return { sentAt, answeredAt: monotonicNowMs(), outcome };
}

async function sendCall<T>(call: ShopCall): Promise<Outcome<T>> {
  const { url, procedure, kind, input, cookie, timeoutMs } = call;
  const query = kind === 'query' ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
  try {
    const response = await fetch(`${url}/api/trpc/${procedure}${query}`, {
      method: kind === 'query' ? 'GET' : 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(kind === 'mutation' && { body: JSON.stringify(input) }),
    });
    return parseOutcome<T>(await response.json());
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

interface Envelope {
  result?: { data: unknown };
  error?: {
    message: string;
    data?: { domain: ({ code: string } & Record<string, unknown>) | null };
  };
}

function parseOutcome<T>(body: unknown): Outcome<T> {
  const { result, error } = body as Envelope;
  if (result) return { kind: 'ok', value: result.data as T };
  const domain = error?.data?.domain;
  if (!domain) return { kind: 'unknown', reason: error?.message ?? JSON.stringify(body) };
  if (AMBIGUOUS_CODES.has(domain.code)) return { kind: 'unknown', reason: domain.code };
  return { kind: 'refused', code: domain.code, details: domain };
}

/** The cookies set by a response, in the form of a request header. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
