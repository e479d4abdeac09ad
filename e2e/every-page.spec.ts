import type { APIRequestContext, Page } from '@playwright/test';
import type { System } from '../tools/scripts/system.ts';
import { findReturnAddress, openOrder, payOrderByApi, placeOrderByApi, mutateApi } from './api.ts';
import {
  adjustOnHand,
  changePrice,
  type TestProduct,
  type TestProductOptions,
} from './products.ts';
import { checkPage } from './page-checks.ts';
import { addToCart, expectCountdownRunning, expectStatus, fillCheckoutForm } from './shopper.ts';
import { callSandbox, withTableHidden } from './database.ts';
import { expect, test, PAYMENT_WINDOW_MS } from './system.ts';

interface Scene {
  page: Page;
  /** Another shopper, without a browser. */
  otherShopper: APIRequestContext;
  shop: System;
  newProduct: (options: TestProductOptions) => Promise<TestProduct>;
}

/** Has enough stock for all of these orders, which nobody ends. */
const PLENTIFUL = 'ceramic-mug';

/** Every page of the storefront in each of its states, and how to get there. */
const scenes: Record<string, (scene: Scene) => Promise<unknown>> = {
  catalogue: async ({ page }) => {
    await page.goto('/');
    await expect(page.getByText('no real money is charged')).toBeVisible();
  },

  'catalogue with nothing found': ({ page }) => page.goto('/?search=zeppelin&category=Kitchen'),

  'catalogue with pages': async ({ page, newProduct }) => {
    for (let number = 1; number <= 13; number++) {
      await newProduct({ name: `Postcard ${number}`, category: 'Postcards' });
    }
    await page.goto('/?category=Postcards');
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  },

  product: async ({ page }) => {
    await page.goto('/products/everyday-tee');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(page.getByText('Added to cart')).toBeVisible();
  },

  'product sold out': async ({ page, newProduct }) => {
    const { slug } = await newProduct({ name: 'Sold Lantern', skus: [{ onHand: 0 }] });
    await page.goto(`/products/${slug}`);
    await expect(page.getByRole('button', { name: 'Sold out' })).toBeVisible();
  },

  'product reserved by others': async ({ page, otherShopper, newProduct }) => {
    const { slug } = await newProduct({ name: 'Wanted Lantern', skus: [{ onHand: 2 }] });
    await placeOrderByApi(otherShopper, slug, { quantity: 2 });
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('2 reserved by other shoppers')).toBeVisible();
  },

  'cart empty': async ({ page }) => {
    await page.goto('/cart');
    await expect(page.getByText('Your cart is empty')).toBeVisible();
  },

  cart: async ({ page }) => {
    await addToCart(page, 'everyday-tee');
    await addToCart(page, 'harbor-backpack');
    await page.goto('/cart');
    await expect(page.getByRole('button', { name: 'Go to checkout' })).toBeEnabled();
  },

  'cart that cannot be checked': async ({ page }) => {
    await addToCart(page, 'everyday-tee');
    await page.route('**/api/trpc/catalog.skus**', (route) => route.abort());
    await page.goto('/cart');
    await expect(page.getByText('We can’t reach the shop.')).toBeVisible();
  },

  'cart offline': async ({ page }) => {
    await addToCart(page, 'everyday-tee');
    await page.goto('/cart');
    await expect(page.getByRole('button', { name: 'Go to checkout' })).toBeEnabled();
    await page.context().setOffline(true);
    await expect(page.getByText('You are offline')).toBeVisible();
  },

  'cart without pictures': async ({ page, newProduct }) => {
    const { slug } = await newProduct({ name: 'Plain Lantern', withPictures: false });
    await addToCart(page, slug);
    await page.goto('/cart');
    await expect(page.getByRole('button', { name: 'Go to checkout' })).toBeEnabled();
  },

  'cart that changed': async ({ page, shop, newProduct }) => {
    const [lantern, candle] = [
      await newProduct({ name: 'Dear Lantern' }),
      await newProduct({ name: 'Last Candle', skus: [{ onHand: 3 }] }),
    ];
    for (const { slug } of [lantern, candle]) await addToCart(page, slug, 3);
    await changePrice(shop, lantern.skus[0]!.skuId, 3100);
    await adjustOnHand(shop, candle.skus[0]!.skuId, -2);
    await page.goto('/cart');
    await expect(page.getByText('Price increased')).toBeVisible();
    await expect(page.getByText('Only 1 left.')).toBeVisible();
  },

  checkout: async ({ page }) => {
    await addToCart(page, 'everyday-tee');
    await page.goto('/checkout');
    await expect(page.getByRole('button', { name: 'Place order' })).toBeEnabled();
  },

  'checkout with errors': async ({ page }) => {
    await addToCart(page, 'everyday-tee');
    await page.goto('/checkout');
    await page.getByRole('button', { name: 'Place order' }).click();
    await expect(page.getByText('4 fields need your attention')).toBeVisible();
  },

  'checkout refused': async ({ page, shop, newProduct }) => {
    const { slug, skus } = await newProduct({ name: 'Rising Lantern' });
    await addToCart(page, slug);
    await page.goto('/checkout');
    await fillCheckoutForm(page);
    await changePrice(shop, skus[0]!.skuId, 2600);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expect(page.getByText('The new total is €26.00')).toBeVisible();
  },

  'order to pay': async ({ page }) => {
    await openOrder(page, PLENTIFUL);
  },

  'cart with an unpaid order': async ({ page }) => {
    await openOrder(page, PLENTIFUL);
    await expectCountdownRunning(page.getByRole('timer'));
    await addToCart(page, 'everyday-tee');
    await page.goto('/cart');
    await expect(page.getByText('Reserved for you')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Go to checkout' })).toBeEnabled();
  },

  'checkout after placing': async ({ page }) => {
    await openOrder(page, PLENTIFUL);
    await expectCountdownRunning(page.getByRole('timer'));
    await page.goto('/checkout');
    await expect(page.getByText('Your order was placed')).toBeVisible();
  },

  'order being cancelled': async ({ page }) => {
    await openOrder(page, PLENTIFUL);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  },

  'order whose payment is checked': async ({ page }) => {
    await page.route('**/api/trpc/orders.checkPayment**', (route) => route.abort());
    const orderId = await placeOrderByApi(page.request, PLENTIFUL);
    await mutateApi(page.request, 'orders.requestPayment', { orderId });
    await page.goto(`/orders/${orderId}?payment=`);
    await expect(page.getByRole('heading', { name: 'Checking your payment' })).toBeVisible();
  },

  'order confirmed in another browser': async ({ page, otherShopper, shop }) => {
    const orderId = await placeOrderByApi(otherShopper, PLENTIFUL);
    await payOrderByApi(otherShopper, shop, orderId);
    await page.goto(await findReturnAddress(shop, orderId));
    await expect(page.getByText('Thank you, your order is paid')).toBeVisible();
  },

  'order with a payment that does not match': async ({ page, shop }) => {
    const orderId = await openOrder(page, PLENTIFUL);
    await callSandbox(shop, 'faults', { capture_offset: -100 });
    await payOrderByApi(page.request, shop, orderId);
    await callSandbox(shop, 'faults', undefined, 'DELETE');
    await expect(page.getByText('Your payment does not match this order')).toBeVisible();
  },

  'order with a payment in progress': async ({ page, shop }) => {
    const orderId = await openOrder(page, PLENTIFUL);
    await mutateApi(page.request, 'orders.requestPayment', { orderId });
    await callSandbox(shop, `sessions/${orderId}/pay`, { method: 'bank' });
    await expect(page.getByText('Your payment is being processed')).toBeVisible();
    await expect(page.getByText('Your bank is processing your payment.')).toBeVisible();
  },

  'order after the payment window': async ({ page }) => {
    await page.clock.install();
    await openOrder(page, PLENTIFUL);
    await expectCountdownRunning(page.getByRole('timer', { name: 'Time left to pay' }));
    await page.clock.fastForward(PAYMENT_WINDOW_MS);
    await expect(page.getByText('The time to pay has run out')).toBeVisible();
    await expect(page.getByText('We are checking with the payment provider.')).toBeVisible();
  },

  'order without connection': async ({ page }) => {
    await page.route('**/api/trpc/**', (route) => route.abort());
    await openOrder(page, PLENTIFUL);
    await expect(page.getByText('Connection lost. Reconnecting …')).toBeVisible();
  },

  'order paid': async ({ page, shop }) => {
    const orderId = await openOrder(page, PLENTIFUL);
    await payOrderByApi(page.request, shop, orderId);
    await expectStatus(page, 'paid');
  },

  'order cancelled': async ({ page }) => {
    const orderId = await openOrder(page, PLENTIFUL);
    await mutateApi(page.request, 'orders.cancel', { orderId });
    await expectStatus(page, 'cancelled');
  },

  'order refunded': async ({ page, shop }) => {
    const orderId = await openOrder(page, PLENTIFUL);
    await payOrderByApi(page.request, shop, orderId);
    await callSandbox(shop, `sessions/${orderId}/refund`, {});
    await expect(page.getByText('Your payment was refunded')).toBeVisible();
  },

  'order of another shopper': async ({ page, otherShopper }) => {
    const orderId = await placeOrderByApi(otherShopper, PLENTIFUL);
    await page.goto(`/orders/${orderId}`);
    await expect(page.getByText('Order not found')).toBeVisible();
  },

  'my orders empty': async ({ page }) => {
    await page.goto('/orders');
    await expect(page.getByText('No orders yet')).toBeVisible();
  },

  'my orders': async ({ page }) => {
    await placeOrderByApi(page.request, PLENTIFUL);
    const cancelled = await placeOrderByApi(page.request, 'ceramic-mug');
    await mutateApi(page.request, 'orders.cancel', { orderId: cancelled });
    await page.goto('/orders');
    await expect(page.getByText('Pay within')).toBeVisible();
    await expect(page.getByText('Cancelled')).toBeVisible();
  },

  'my orders failed': async ({ page, shop }) => {
    await placeOrderByApi(page.request, PLENTIFUL);
    await withTableHidden(shop, 'order_lines', async () => {
      await page.goto('/orders');
      await expect(page.getByText('Your orders could not be loaded')).toBeVisible();
    });
  },

  'broken page': async ({ page, shop }) => {
    await withTableHidden(shop, 'products', async () => {
      await page.goto('/products/walnut-clock');
      await expect(page.getByText('Something went wrong')).toBeVisible();
    });
  },

  'not found': ({ page }) => page.goto('/no/such/page'),

  'product not found': ({ page }) => page.goto('/products/no-such-product'),

  preferences: async ({ page }) => {
    await page.goto('/cart');
    await page.getByRole('button', { name: 'Display and language' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
  },
};

/** Pages also checked in Chinese, where texts have other lengths. */
const alsoInChinese = [
  'catalogue',
  'product',
  'cart',
  'checkout',
  'checkout after placing',
  'order to pay',
  'order confirmed in another browser',
  'order with a payment that does not match',
];

for (const [name, reach] of Object.entries(scenes)) {
  test(`${name}: passes axe and fits the screen, on desktop and phone, light and dark`, async ({
    page,
    request: otherShopper,
    shop,
    newProduct,
  }) => {
    await reach({ page, otherShopper, shop, newProduct });
    await checkPage(page, name);
    if (!alsoInChinese.includes(name)) return;
    await page.context().addCookies([{ name: 'language', value: 'zh', url: page.url() }]);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await checkPage(page, `${name} in Chinese`);
  });
}
