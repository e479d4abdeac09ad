import { send } from '../send.ts';
import type { Answer, Attack } from '../attack.ts';

/**
 * The passive rules of OWASP ZAP about response headers, by their number
 * (https://www.zaproxy.org/docs/alerts/). ZAP itself needs Java and is in no registry that we use.
 */
const RULES: { name: string; breaks: (answer: Answer, isPrivate: boolean) => boolean }[] = [
  {
    name: '10021: no X-Content-Type-Options: nosniff',
    breaks: ({ headers }) => headers['x-content-type-options'] !== 'nosniff',
  },
  {
    name: '10038: a page without Content-Security-Policy',
    breaks: (answer) => isHtml(answer) && !answer.headers['content-security-policy'],
  },
  {
    name: '10055: a Content-Security-Policy with unsafe scripts or wildcards',
    breaks: ({ headers }) =>
      /script-src[^;]*('unsafe-inline'|'unsafe-eval'|\*)|default-src[^;]*\*/.test(
        String(headers['content-security-policy'] ?? ''),
      ),
  },
  {
    name: '10020: a page that other sites may frame',
    breaks: (answer) =>
      isHtml(answer) &&
      answer.headers['x-frame-options'] === undefined &&
      !/frame-ancestors/.test(String(answer.headers['content-security-policy'])),
  },
  {
    name: '10036 and 10037: the server says what it runs on',
    breaks: ({ headers }) => 'server' in headers || 'x-powered-by' in headers,
  },
  {
    name: '10010 and 10054: a cookie without HttpOnly or SameSite',
    breaks: ({ headers }) =>
      (headers['set-cookie'] ?? []).some(
        (cookie) => !/;\s*httponly/i.test(cookie) || !/;\s*samesite=(lax|strict)/i.test(cookie),
      ),
  },
  {
    name: '10015: a private answer that may be stored',
    breaks: ({ headers }, isPrivate) =>
      isPrivate && !/no-store/.test(String(headers['cache-control'])),
  },
  {
    name: '10098: every origin may read it',
    breaks: ({ headers }) => headers['access-control-allow-origin'] === '*',
  },
  {
    name: '10023 and 90022: an error with details',
    breaks: ({ body }) => /\bat \S+ \(?[^\s)]*:\d+:\d+\)?|node_modules|SQLSTATE/.test(body),
  },
];

const isHtml = ({ headers }: Answer) => /text\/html/.test(String(headers['content-type']));

interface Visit {
  path: string;
  isPrivate?: boolean;
  isPage?: boolean;
}

const VISITS: Visit[] = [
  { path: '/', isPage: true },
  { path: '/cart', isPage: true },
  { path: '/no-such-page', isPage: true },
  { path: '/admin', isPage: true, isPrivate: true },
  { path: '/orders', isPage: true, isPrivate: true },
  { path: '/readyz' },
  { path: '/api/trpc/catalog.list?input=%7B%7D' },
  { path: '/api/trpc/orders.list?input=%7B%7D', isPrivate: true },
  { path: '/api/trpc/no.such' },
  { path: '/api/trpc/%' },
  { path: '/api/auth/get-session', isPrivate: true },
  { path: '/api/auth/no-such' },
  { path: '/api/webhooks/stripe' },
  { path: '/pictures/none' },
];

export const responseHeaders: Attack[] = [
  {
    name: 'the passive rules of a scanner on every kind of answer',
    async run({ url, admin, pages }) {
      const found: string[] = [];
      for (const { path, isPrivate = false, isPage = false } of VISITS) {
        if (isPage && !pages) continue;
        const headers = { ...(isPrivate && { cookie: admin }) };
        const answer = await send(url + path, { network: '203.0.113.70', headers });
        for (const { name, breaks } of RULES) {
          if (breaks(answer, isPrivate)) found.push(`${path} breaks rule ${name}`);
        }
      }
      return found.length > 0 ? found.join('; ') : null;
    },
  },
];
