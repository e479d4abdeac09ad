import { flood, judgeFlood, send, type Sent } from '../send.ts';
import type { Attack, Target } from '../attack.ts';

const batchOf = (count: number, procedure = 'catalog.list') =>
  `/api/trpc/${Array.from({ length: count }, () => procedure).join(',')}?batch=1&input=%7B%7D`;

/** @param options.cost of one request, as the shop's routes have it */
function floodWith(
  name: string,
  options: Sent & {
    cost: number;
    path: (target: Target) => string;
    connections?: number;
    needsPages?: boolean;
  },
): Attack {
  const { path, cost, connections = 8, needsPages, ...sent } = options;
  return {
    name,
    needsPages,
    async run(target, signal) {
      const began = performance.now();
      const statuses = await flood(target.url + path(target), { connections, ...sent }, signal);
      return judgeFlood(statuses, { cost, seconds: (performance.now() - began) / 1000 });
    },
  };
}

/** Sends batches, each from another address, until one is refused. */
function changeAddress(name: string, addressOf: (n: number) => string): Attack {
  return {
    name,
    async run({ url }, signal) {
      const statuses = new Map<number, number>();
      const began = performance.now();
      for (let n = 0; !signal.aborted && !statuses.has(429); n++) {
        const { status } = await send(url + batchOf(5), { network: addressOf(n) });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      return judgeFlood(statuses, { cost: 5, seconds: (performance.now() - began) / 1000 });
    },
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
  floodWith('batches of five queries', {
    network: '203.0.113.1',
    path: () => batchOf(5),
    cost: 5,
  }),
  floodWith('searches of fifty letters', {
    network: '203.0.113.2',
    path: () => `/api/trpc/catalog.list?input=${search}`,
    cost: 1,
  }),
  floodWith('pages', {
    network: '203.0.113.3',
    path: () => '/',
    cost: 5,
    connections: 32,
    needsPages: true,
  }),
  floodWith('pages of an order with a wrong key', {
    network: '203.0.113.4',
    path: ({ orderId }) => `/orders/${orderId}?key=x`,
    cost: 5,
    connections: 16,
    needsPages: true,
  }),
  floodWith('forged webhooks', {
    network: '203.0.113.5',
    path: () => '/api/webhooks/stripe',
    cost: 5,
    method: 'POST',
    body: JSON.stringify({ id: 'evt_1', text: 'x'.repeat(100_000) }),
    headers: { 'stripe-signature': 't=1,v1=00' },
  }),
  changeAddress(
    'another made-up first hop in X-Forwarded-For for each request',
    (n) => `10.${n % 250}.1.1, 203.0.113.6`,
  ),
  changeAddress(
    'another address of one IPv6 network for each request',
    (n) => `2001:db8:1:2::${n.toString(16)}`,
  ),
];
