import { flood, judgeFlood, send, type Sent } from '../send.ts';
import type { Attack, Target } from '../attack.ts';

const batchOf = (count: number, procedure = 'catalog.list') =>
  `/api/trpc/${Array.from({ length: count }, () => procedure).join(',')}?batch=1&input=%7B%7D`;

function floodWith(
  name: string,
  network: string,
  path: (target: Target) => string,
  options: Partial<Sent> & { connections?: number; needsPages?: boolean } = {},
): Attack {
  const { connections = 8, needsPages, ...sent } = options;
  return {
    name,
    needsPages,
    run: async (target, signal) =>
      judgeFlood(await flood(target.url + path(target), { network, connections, ...sent }, signal)),
  };
}

/** Sent once: one request must not cost more than its network's budget. */
function refusedWith(name: string, path: string): Attack {
  return {
    name,
    async run({ url }) {
      const { status, body } = await send(url + path, { network: '203.0.113.9' });
      if (status >= 400 && status < 500 && body.length < 2000) return null;
      return `was answered with ${status} and ${body.length} bytes`;
    },
  };
}

const words = Array.from({ length: 50 }, (_, n) => 'abcdefghijklmnopqrstuvwxyz'[n % 26]).join(' ');
const search = encodeURIComponent(JSON.stringify({ search: words }));

export const floods: Attack[] = [
  refusedWith('a batch of 700 queries', batchOf(700)),
  refusedWith('a batch of 400 queries', batchOf(400)),
  refusedWith('a batch of 7,000 separators', `/api/trpc/${','.repeat(7000)}?batch=1`),
  floodWith('batches of ten queries', '203.0.113.1', () => batchOf(10)),
  floodWith(
    'searches of fifty letters',
    '203.0.113.2',
    () => `/api/trpc/catalog.list?input=${search}`,
  ),
  floodWith('pages', '203.0.113.3', () => '/', { connections: 32, needsPages: true }),
  floodWith(
    'orders that do not exist',
    '203.0.113.4',
    ({ orderId }) => `/orders/${orderId}?key=x`,
    {
      connections: 16,
      needsPages: true,
    },
  ),
  floodWith('forged webhooks', '203.0.113.5', () => '/api/webhooks/stripe', {
    method: 'POST',
    body: JSON.stringify({ id: 'evt_1', text: 'x'.repeat(100_000) }),
    headers: { 'stripe-signature': 't=1,v1=00' },
  }),
  {
    name: 'another made-up first hop in X-Forwarded-For for each request',
    async run({ url }, signal) {
      const statuses = new Map<number, number>();
      for (let n = 0; !signal.aborted && !statuses.has(429); n++) {
        const network = `10.${n % 250}.${Math.floor(n / 250) % 250}.1, 203.0.113.6`;
        const { status } = await send(url + batchOf(10), { network });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      return judgeFlood(statuses);
    },
  },
  {
    name: 'another address of one IPv6 network for each request',
    async run({ url }, signal) {
      const statuses = new Map<number, number>();
      for (let n = 0; !signal.aborted && !statuses.has(429); n++) {
        const { status } = await send(url + batchOf(10), {
          network: `2001:db8:1:2::${n.toString(16)}`,
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      return judgeFlood(statuses);
    },
  },
];
