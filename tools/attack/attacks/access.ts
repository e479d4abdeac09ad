import { mutate, send } from '../send.ts';
import type { Attack, Target } from '../attack.ts';

const query = (target: Target, path: string, input: unknown, cookie: string) =>
  send(`${target.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
    network: '203.0.113.60',
    headers: { cookie },
  });

const GUESSES_MAX = 40;

const signIn = ({ url, origin }: Target, network: string) =>
  send(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    network,
    body: JSON.stringify({ email: 'admin@attack.example', password: 'a wrong password' }),
    headers: { 'content-type': 'application/json', origin },
  });

export const access: Attack[] = [
  {
    name: 'a viewer who looks for the key of an order',
    async run(target) {
      const { orderId, viewer } = target;
      const { status, body } = await query(target, 'admin.orders.get', { orderId }, viewer);
      if (status !== 200) return `the order was answered with ${status}`;
      return /"key"\s*:/.test(body) ? 'the order has its key' : null;
    },
  },
  {
    name: 'another buyer who cancels an order by its id',
    async run({ url, orderId, buyers }) {
      const cookie = buyers[1]!;
      const { status } = await mutate(
        url,
        'orders.cancel',
        { orderId },
        { headers: { cookie }, network: '203.0.113.61' },
      );
      return status === 404 ? null : `was answered with ${status}`;
    },
  },
  {
    name: 'changes that pages of other origins send',
    async run({ url, origin: own, orderId, buyers }) {
      const { host, protocol } = new URL(own);
      const otherScheme = protocol === 'http:' ? 'https' : 'http';
      const origins = ['https://evil.example', 'null', `${otherScheme}://${host}`, `${own}.evil`];
      for (const origin of origins) {
        const headers = { cookie: buyers[0]!, origin };
        const network = '203.0.113.62';
        const { status } = await mutate(url, 'orders.cancel', { orderId }, { headers, network });
        if (status !== 403) return `${origin} was answered with ${status}`;
      }
      return null;
    },
  },
  {
    name: 'guesses of a password',
    async run(target) {
      const statuses = new Map<number, number>();
      for (let n = 0; n < GUESSES_MAX && !statuses.has(429); n++) {
        const { status } = await signIn(target, '203.0.113.63');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      if (statuses.has(200)) return 'a guess signed in';
      return statuses.has(429) ? null : `was never limited: ${JSON.stringify([...statuses])}`;
    },
  },
  {
    name: 'the control page and the API of the payment sandbox without a key',
    async run({ sandboxUrl }) {
      if (sandboxUrl === undefined) return null;
      const calls = ['/_sandbox', '/_sandbox/faults', '/v1/checkout/sessions'];
      for (const path of calls) {
        const { status } = await send(sandboxUrl + path);
        if (status !== 401) return `${path} was answered with ${status}`;
      }
      const form = { method: 'POST', body: 'do=set-faults&decline_all=on' };
      const { status } = await send(`${sandboxUrl}/_sandbox`, form);
      return status === 401 ? null : `a button was answered with ${status}`;
    },
  },
];
