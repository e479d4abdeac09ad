import { nowMs } from '../ledger/clock.ts';
import type { Outcome } from '../ledger/ledger.ts';

/** An outcome with the time of the request and of its end. */
export interface Answered<T> {
  sentAt: number;
  answeredAt: number;
  outcome: Outcome<T>;
}

export interface Call {
  /** Of the web that is asked. */
  url: string;
  procedure: string;
  /** Procedures that only read are queries. */
  kind: 'query' | 'mutation';
  input: object;
  cookie: string;
  patienceMs: number;
}

/**
 * Refusals after which something may have been done all the same: what the payment service did
 * before it stopped answering is not known.
 */
const UNCLEAR_CODES = new Set(['PAYMENT_SERVICE_UNAVAILABLE']);

/** Calls a procedure over HTTP as a browser does, and tells apart what the caller then knows. */
export async function callShop<T>(call: Call): Promise<Answered<T>> {
  const sentAt = nowMs();
  const outcome = await outcomeOf<T>(call);
  return { sentAt, answeredAt: nowMs(), outcome };
}

async function outcomeOf<T>(call: Call): Promise<Outcome<T>> {
  const { url, procedure, kind, input, cookie, patienceMs } = call;
  const query = kind === 'query' ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
  try {
    const response = await fetch(`${url}/api/trpc/${procedure}${query}`, {
      method: kind === 'query' ? 'GET' : 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(patienceMs),
      ...(kind === 'mutation' && { body: JSON.stringify(input) }),
    });
    return read<T>(await response.json());
  } catch (error) {
    return { is: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

interface Envelope {
  result?: { data: unknown };
  error?: {
    message: string;
    data?: { domain: ({ code: string } & Record<string, unknown>) | null };
  };
}

function read<T>(body: unknown): Outcome<T> {
  const { result, error } = body as Envelope;
  if (result) return { is: 'told', value: result.data as T };
  const domain = error?.data?.domain;
  if (!domain) return { is: 'unknown', why: error?.message ?? JSON.stringify(body) };
  if (UNCLEAR_CODES.has(domain.code)) return { is: 'unknown', why: domain.code };
  return { is: 'refused', code: domain.code, details: domain };
}

/** The cookies that an answer sets, as the next request sends them. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
