import type { APIRequestContext, Page } from '@playwright/test';
import { v7 } from 'uuid';
import type { System } from '../tools/scripts/system.ts';
import { expectStatus } from './shopper.ts';
import { callSandbox } from './database.ts';
import { expect } from './system.ts';

type Json = Record<string, unknown>;

/**
 * Calls a query.
 *
 * @param visitor whose cookies are sent; `page.request` for the page's own
 */
export async function queryApi<T = Json>(visitor: APIRequestContext, name: string, input: Json) {
  const query = new URLSearchParams({ input: JSON.stringify(input) });
  const response = await visitor.get(`/api/trpc/${name}?${query}`);
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { result: { data: T } }).result.data;
}

/** Calls a mutation. */
export async function mutateApi<T = Json>(visitor: APIRequestContext, name: string, input: Json) {
  const response = await visitor.post(`/api/trpc/${name}`, { data: input });
  expect(response.status(), await response.text()).toBe(200);
  return ((await response.json()) as { result: { data: T } }).result.data;
}

const address = {
  name: 'Ada Shopper',
  line1: '1 Loopback Lane',
  city: 'Localhost',
  postalCode: '12701',
  country: 'DE',
};

/** Places an order for the first SKU of a product. */
export async function placeOrderByApi(
  visitor: APIRequestContext,
  slug: string,
  { quantity = 1, email = 'ada@example.com', language = 'en' } = {},
): Promise<string> {
  interface Product {
    skus: { skuId: string; priceCents: number }[];
  }
  const product = await queryApi<Product>(visitor, 'catalog.product', { slug });
  const [sku] = product.skus;
  // Refused without an order; a first-time visitor gets the buyer's cookie.
  await visitor.post('/api/trpc/orders.place', { data: {} });
  const orderId = v7();
  await mutateApi(visitor, 'orders.place', {
    orderId,
    lines: [{ skuId: sku!.skuId, quantity }],
    email,
    language,
    shippingAddress: address,
    expectedTotalCents: sku!.priceCents * quantity,
  });
  return orderId;
}

/** Places an order with the page's cookies and opens its page. */
export async function openOrder(page: Page, slug = 'walnut-clock'): Promise<string> {
  const orderId = await placeOrderByApi(page.request, slug);
  await page.goto(`/orders/${orderId}`);
  await expectStatus(page, 'pending_payment');
  return orderId;
}

/** Pays an order by card through the sandbox's control API. */
export async function payOrderByApi(visitor: APIRequestContext, shop: System, orderId: string) {
  await mutateApi(visitor, 'orders.requestPayment', { orderId });
  await callSandbox(shop, `sessions/${orderId}/pay`, {});
}

/** Where the payment page of an order sends the browser after the payment. */
export async function findReturnAddress(shop: System, orderId: string): Promise<string> {
  const { session } = await callSandbox(shop, `sessions/${orderId}`);
  return (session as { success_url: string }).success_url;
}
