import type { Page } from '@playwright/test';
import { openOrder } from './calls.ts';
import { onEachSize } from './sizes.ts';
import { expect, test } from './system.ts';

test.use({ system: { paymentWindow: '10m', recoveryDelay: '5m' } });

async function choose(page: Page, menu: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitemradio', { name: choice }).click();
}

onEachSize(() => {
  test('a shopper reads the shop in Chinese, keeps it over pages, and goes back to English', async ({
    page,
  }) => {
    await page.goto('/products/walnut-clock');
    await choose(page, 'Display and language', '简体中文');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('button', { name: '加入购物车' })).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: '加入购物车' }).click();
    await page.goto('/cart');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('您的购物车');
    await page.getByRole('button', { name: '去结账' }).click();
    await page.getByRole('button', { name: '提交订单' }).click();
    await expect(page.getByRole('alert').filter({ hasText: '请先更正以下内容' })).toBeFocused();

    await choose(page, '外观与语言', 'English');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });

  test('a shopper chooses the dark theme, and it stays whatever the device says', async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/');
    await expect(page.locator('html')).toHaveClass(/\blight\b/);
    await choose(page, 'Display and language', 'Dark');
    await expect(page.locator('html')).toHaveClass(/\bdark\b/);
    await page.reload();
    await expect(page.locator('html')).toHaveClass(/\bdark\b/);
    await choose(page, 'Display and language', 'Like the device');
    await expect(page.locator('html')).toHaveClass(/\blight\b/);
  });
});

test.describe('a visitor from China', () => {
  test.use({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });

  test('is met in Chinese and sees times in their own zone', async ({ page }) => {
    await openOrder(page);
    await expect(page.getByText('商品已为您保留')).toBeVisible();
    const placed = page.locator('header time');
    const iso = await placed.getAttribute('datetime');
    const format = new Intl.DateTimeFormat('zh-CN', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Asia/Shanghai',
    });
    await expect(placed).toHaveText(format.format(new Date(iso!)));
  });
});
