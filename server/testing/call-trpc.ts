/** What the shop answered to one call over HTTP. */
export interface TrpcAnswer {
  status: number;
  data?: unknown;
  /** The coded error, such as `{ code: 'NOT_FOUND', … }`. */
  domain?: Record<string, unknown>;
  message?: string;
}

export interface CallOptions {
  input?: unknown;
  cookie?: string;
  headers?: Record<string, string>;
  /** Sent as it is instead of `input`. */
  body?: BodyInit;
}

interface Envelope {
  result?: { data?: unknown };
  error?: { message: string; data: { domain: Record<string, unknown> | null } };
}

/**
 * Calls a query as the browser does.
 * @param url the shop's
 * @param procedure such as `orders.get`
 */
export async function callQuery(
  url: string,
  procedure: string,
  { input, cookie, headers }: CallOptions = {},
): Promise<TrpcAnswer> {
  const response = await fetch(addInput(url, procedure, input), {
    headers: { ...(cookie && { cookie }), ...headers },
  });
  return toAnswer(response.status, (await response.json()) as Envelope);
}

/** Calls a mutation as the browser does; see `callQuery`. */
export async function callMutation(
  url: string,
  procedure: string,
  { input, cookie, headers, body = JSON.stringify(input) }: CallOptions = {},
): Promise<TrpcAnswer> {
  const response = await fetch(`${url}/api/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }), ...headers },
    body,
  });
  return toAnswer(response.status, (await response.json()) as Envelope);
}

/** A subscription, answer by answer; it is cancelled when its consumer stops. */
export async function* subscribe(
  url: string,
  procedure: string,
  { input, cookie }: CallOptions = {},
): AsyncGenerator<TrpcAnswer> {
  const { status, body } = await fetch(addInput(url, procedure, input), {
    headers: { accept: 'text/event-stream', ...(cookie && { cookie }) },
  });
  let text = '';
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const name = /^event: (.*)$/m.exec(event)?.[1];
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      // Other named events are tRPC's own: connected, ping, return.
      if (name === undefined) yield { status, data: JSON.parse(data) as unknown };
      if (name === 'serialized-error') {
        yield toAnswer(status, { error: JSON.parse(data) as Envelope['error'] });
      }
    }
  }
  // Refused before the stream began.
  if (text.trim()) yield toAnswer(status, JSON.parse(text) as Envelope);
}

function addInput(url: string, procedure: string, input: unknown): string {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return `${url}/api/trpc/${procedure}${query}`;
}

function toAnswer(status: number, { result, error }: Envelope): TrpcAnswer {
  if (!error) return { status, data: result?.data };
  return { status, domain: error.data?.domain ?? undefined, message: error.message };
}
