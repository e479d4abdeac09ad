import type { Locator, Page } from '@playwright/test';
import { expect } from './system.ts';

export const VALID_CARD = '4242 4242 4242 4242';
export const DECLINED_CARD = '4000 0000 0000 0002';

/** Puts one of a product into the cart, fills in the checkout and places the order. */
export async function placeOrder(page: Page, slug: string): Promise<string> {
  await addToCart(page, slug);
  await page.goto('/cart');
  await checkOut(page);
  await expectStatus(page, 'pending_payment');
  return orderIdOf(page);
}

/** Puts some of a product's first variant into the cart, on the product's page. */
export async function addToCart(page: Page, slug: string, quantity = 1): Promise<void> {
  await page.goto(`/products/${slug}`);
  if (quantity > 1) {
    await page.getByRole('spinbutton', { name: 'Quantity' }).fill(String(quantity));
  }
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByText('Added to your cart')).toBeVisible();
}

/** From the cart through the checkout to the order's page, or to what refuses it. */
export async function checkOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Go to checkout' }).click();
  await fillCheckoutForm(page);
  await page.getByRole('button', { name: 'Place order' }).click();
}

/** Fills in the checkout. */
export async function fillCheckoutForm(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Full name').fill('Ada Shopper');
  await page.getByLabel('Street and number').fill('1 Loopback Lane');
  await page.getByLabel('Postal code').fill('12701');
  await page.getByLabel('Town or city').fill('Localhost');
  await page.getByLabel('Country').selectOption('DE');
}

export function orderIdOf(page: Page): string {
  return /\/orders\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
}

/** The status that the open order page shows, which changes without a reload. */
export async function expectStatus(page: Page, status: string, timeoutMs = 10_000): Promise<void> {
  await expect(page.locator(`[data-status="${status}"]`)).toBeVisible({ timeout: timeoutMs });
}

/** Waits until a countdown runs: from then on the page notices when its clock is moved. */
export async function expectCountdownRunning(timer: Locator): Promise<void> {
  const first = await timer.innerText();
  await expect(timer).not.toHaveText(first);
}

/** Follows the order page to the payment service's page. */
export async function goToPayment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pay now' }).click();
  await page.waitForURL(/\/pay\//);
}

/** Pays on the payment service's page with a card. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel('Card number').fill(card);
  await page.getByRole('button', { name: /^Pay/ }).click();
}
