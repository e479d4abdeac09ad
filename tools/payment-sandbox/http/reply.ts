/** How a request ends: with a response, a dropped connection, or none at all. */
export type Reply =
  | { kind: 'answer'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'drop' }
  | { kind: 'hang' };

export function jsonReply(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): Reply {
  return {
    kind: 'answer',
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body, null, 2),
  };
}

export function htmlReply(status: number, body: string): Reply {
  return {
    kind: 'answer',
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // No form-action: after a payment the form is redirected to the shop, another origin.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}

export function redirectReply(location: string, headers: Record<string, string> = {}): Reply {
  return { kind: 'answer', status: 303, headers: { ...headers, location }, body: '' };
}
