export interface PostResult {
  /** The HTTP status that came back, or null when none did. */
  status: number | null;
  /** Why there was none, or the start of what a refusing shop said. */
  error: string | null;
}

const timeoutMs = 10_000;
const errorCharsKept = 300;

/** Posts a signed event to the shop. A shop that cannot be reached is a result, not an exception. */
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
  // fetch says only "fetch failed" and keeps the reason in the cause.
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
