import type { Locator, Page } from '@playwright/test';
import { expect } from './system.ts';

export const VALID_CARD = '4242 4242 4242 4242';
export const DECLINED_CARD = '4000 0000 0000 0002';

/** Adds one unit to the cart, fills in the checkout and places the order. */
export async function placeOrder(page: Page, slug: string): Promise<string> {
  await addToCart(page, slug);
  await page.goto('/cart');
  await checkOut(page);
  await expectStatus(page, 'pending_payment');
  return orderIdOf(page);
}

/** Adds units of a product's first available variant to the cart. */
export async function addToCart(page: Page, slug: string, quantity = 1): Promise<void> {
  await page.goto(`/products/${slug}`);
  if (quantity > 1) {
    await page.getByRole('spinbutton', { name: 'Quantity' }).fill(String(quantity));
  }
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByText('Added to cart')).toBeVisible();
}

/** Goes from the cart to the checkout and submits it. */
export async function checkOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Go to checkout' }).click();
  await fillCheckoutForm(page);
  await page.getByRole('button', { name: 'Place order' }).click();
}

export async function fillCheckoutForm(page: Page): Promise<void> {
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('Country').selectOption('DE');
  await page.getByLabel('Full name').fill('Ada Shopper');
  await page.getByLabel('Street and number').fill('1 Loopback Lane');
  await page.getByLabel('Postal code').fill('12701');
  await page.getByLabel('Town or city').fill('Localhost');
}

export function orderIdOf(page: Page): string {
  return /\/orders\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
}

/** Waits until the open order page shows a status, without a reload. */
export async function expectStatus(page: Page, status: string, timeoutMs = 10_000): Promise<void> {
  await expect(page.locator(`[data-status="${status}"]`)).toBeVisible({ timeout: timeoutMs });
}

/** Waits until a countdown ticks, so that the page follows a mocked clock from then on. */
export async function expectCountdownRunning(timer: Locator): Promise<void> {
  const first = await timer.innerText();
  await expect(timer).not.toHaveText(first);
}

/** Goes from the order page to the payment page. */
export async function goToPayment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pay now' }).click();
  await page.waitForURL(/\/pay\//);
}

/** Pays by card on the payment page. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel('Card number').fill(card);
  await page.getByRole('button', { name: /^Pay/ }).click();
}

/** Presses Tab (or Shift+Tab) until an element has the focus. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}
