import { v7 } from 'uuid';
import type { PlaceOrderCommand } from '#server/checkout/placement.ts';
import { PRICE_CENTS } from './bench-database.ts';

export const shippingAddress = {
  name: 'Bench',
  line1: '1 Bench Street',
  city: 'Bench',
  postalCode: '12345',
  country: 'DE',
};

/** An order of one unit, each by a new buyer. */
export function newOrder(skuId: string): PlaceOrderCommand {
  return {
    orderId: v7(),
    buyerId: v7(),
    lines: [{ skuId, quantity: 1 }],
    email: 'b@example.com',
    shippingAddress,
    expectedTotalCents: PRICE_CENTS,
  };
}
