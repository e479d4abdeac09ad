export interface PostResult {
  /** The HTTP status, or null without a response. */
  status: number | null;
  /** The connection error, or the start of a response other than 2xx. */
  error: string | null;
}

const timeoutMs = 10_000;
const errorCharsKept = 300;

/** Posts an event to the shop. Never throws: an unreachable shop is a result. */
export async function postEvent(
  url: string,
  body: string,
  signature: string | null,
  stop: AbortSignal,
): Promise<PostResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (payment-sandbox)',
        ...(signature !== null && { 'stripe-signature': signature }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    return { status: response.status, error: response.ok ? null : text.slice(0, errorCharsKept) };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch throws "fetch failed" with the reason in its cause.
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
