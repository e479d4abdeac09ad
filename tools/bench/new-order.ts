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

/** An order of one unit of each SKU by a buyer of its own, as in a rush. */
export function newOrder(skuIds: readonly string[]): PlaceOrderCommand {
  return {
    orderId: v7(),
    buyerId: v7(),
    lines: skuIds.map((skuId) => ({ skuId, quantity: 1 })),
    email: 'b@example.com',
    shippingAddress,
    expectedTotalCents: PRICE_CENTS * skuIds.length,
  };
}
