import { newOrder } from '../new-order.ts';
import { mutate } from '../send.ts';
import type { Attack } from '../attack.ts';

/** The limits of a shop by default: NETWORK_MAX_OPEN_ORDERS, NETWORK_MAX_UNITS_HELD and MAX_OPEN_ORDERS. */
const NETWORK_ORDERS_MAX = 40;
const NETWORK_UNITS_MAX = 40;
const CUSTOMER_ORDERS_MAX = 10;

const CONNECTIONS = 8;
/** More than any of the limits. */
const ATTEMPTS = 45;
/** So that each attack takes cookies that no other has used; honest shoppers take the first ones. */
let attacks = 0;

/** Orders that nobody pays, each with a new cookie, and what else makes it look like another customer's. */
function hoard(
  name: string,
  options: {
    ordersMax: number;
    quantity?: number;
    network: (n: number) => string;
    email?: (n: number) => string;
  },
): Attack {
  const { ordersMax, quantity = 1, network, email } = options;
  const usedBefore = ATTEMPTS * attacks++;
  return {
    name,
    async run({ url, skuId, priceCents, buyers }, signal) {
      let next = 0;
      let placed = 0;
      const connections = Array.from({ length: CONNECTIONS }, async () => {
        while (!signal.aborted && next < ATTEMPTS) {
          const n = next++;
          const order = {
            ...newOrder(skuId, priceCents * quantity),
            lines: [{ skuId, quantity }],
            ...(email && { email: email(n) }),
          };
          const headers = { cookie: buyers.at(-1 - usedBefore - n)! };
          const sent = { network: network(n), headers };
          const { status } = await mutate(url, 'orders.place', order, sent);
          if (status === 200) placed++;
        }
      });
      await Promise.all(connections);
      if (placed > ordersMax) return `${placed} orders of ${quantity} units were placed`;
      // Without an order the attack would have tried nothing.
      return placed === 0 ? 'not even the first order was placed' : null;
    },
  };
}

export const hoarding: Attack[] = [
  hoard('unpaid orders of one network', {
    ordersMax: NETWORK_ORDERS_MAX,
    network: () => '203.0.113.64',
  }),
  hoard('unpaid orders of one network from many ports', {
    ordersMax: NETWORK_ORDERS_MAX,
    network: (n) => `203.0.113.65:${10_000 + n}`,
  }),
  hoard('unpaid orders of one IPv6 network from many addresses', {
    ordersMax: NETWORK_ORDERS_MAX,
    network: (n) => `2001:DB8:7:1:0::${n.toString(16)}`,
  }),
  hoard('unpaid orders of one network behind made-up ones', {
    ordersMax: NETWORK_ORDERS_MAX,
    network: (n) => `198.51.100.${n}, 203.0.113.66`,
  }),
  hoard('many units in few unpaid orders of one network', {
    ordersMax: NETWORK_UNITS_MAX / 20,
    quantity: 20,
    network: () => '203.0.113.67',
  }),
  hoard('unpaid orders of one mailbox in many spellings from many networks', {
    ordersMax: CUSTOMER_ORDERS_MAX,
    network: (n) => `198.18.${n}.1`,
    email: (n) => `Hoa.rder+${n}@${n % 2 ? 'gmail.com' : 'GoogleMail.com'}`,
  }),
];
