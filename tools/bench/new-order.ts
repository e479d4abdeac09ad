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

/** An order of one unit, each by a new customer in a network of its own, so that all limits are looked up. */
export function newOrder(skuId: string): PlaceOrderCommand {
  const orderId = v7();
  const email = `${orderId.slice(-12)}@example.com`;
  return {
    orderId,
    buyerId: v7(),
    lines: [{ skuId, quantity: 1 }],
    email,
    emailKey: email,
    clientNetwork: networkOf(orderId),
    language: 'en',
    shippingAddress,
    expectedTotalCents: PRICE_CENTS,
  };
}

/** An IPv6 /64 from the random end of an order id. */
export function networkOf(orderId: string): string {
  return `2001:db8:${orderId.slice(-8, -4)}:${orderId.slice(-4)}::`;
}
