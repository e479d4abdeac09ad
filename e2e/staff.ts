import type { Page } from '@playwright/test';
import type { System } from '../scripts/system.ts';

/** Signs in as the shop's first member of staff. */
export async function signIn(page: Page, shop: System): Promise<void> {
  await page.goto('/admin/sign-in');
  await page.getByLabel('E-mail').fill(shop.staff.email);
  await page.getByLabel('Password').fill(shop.staff.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(
    (url) => url.pathname.startsWith('/admin') && !url.pathname.endsWith('/sign-in'),
  );
}
