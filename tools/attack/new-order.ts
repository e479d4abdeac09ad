import { v7 } from 'uuid';

/** The input of orders.place, for one unit. */
export function newOrder(skuId: string, priceCents: number) {
  return {
    orderId: v7(),
    lines: [{ skuId, quantity: 1 }],
    email: `shopper-${v7()}@example.com`,
    shippingAddress: {
      name: 'Ada Shopper',
      line1: '1 Loopback Lane',
      city: 'Localhost',
      postalCode: '12701',
      country: 'DE',
    },
    expectedTotalCents: priceCents,
  };
}
