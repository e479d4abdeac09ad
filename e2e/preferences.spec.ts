import type { Page } from '@playwright/test';
import { openOrder } from './api.ts';
import { onEachDevice } from './devices.ts';
import { expect, test } from './system.ts';

async function choose(page: Page, menu: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitemradio', { name: choice }).click();
}

onEachDevice(() => {
  test('a shopper reads the shop in Chinese, keeps it over pages, and goes back to English', async ({
    page,
  }) => {
    await page.goto('/products/walnut-clock');
    await choose(page, 'Display and language', '简体中文');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('胡桃木挂钟');
    await expect(page.getByAltText('一只圆形胡桃木挂钟')).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: '加入购物车' }).click();
    await page.goto('/cart');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('您的购物车');
    await expect(page.getByRole('link', { name: '胡桃木挂钟' })).toBeVisible();
    await page.getByRole('button', { name: '去结账' }).click();
    await page.getByRole('button', { name: '提交订单' }).click();
    await expect(page.getByRole('group', { name: '请先更正以下内容' })).toBeFocused();

    await choose(page, '外观与语言', 'English');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });

  test('a shopper finds goods in Chinese, and goods without a translation are marked as English', async ({
    page,
    newProduct,
  }) => {
    const goods = await newProduct({
      name: 'Plain Jug',
      category: 'Kitchen',
      skus: [{ options: { Glaze: 'Snow' } }],
    });
    await page.goto('/');
    await choose(page, 'Display and language', '简体中文');
    await page.getByRole('link', { name: '厨房' }).click();
    await expect(page).toHaveURL('/?category=Kitchen');
    await expect(page.getByRole('heading', { name: '陶瓷马克杯' })).toBeVisible();
    await expect(page.getByRole('heading', { name: goods.name })).toHaveAttribute('lang', 'en');

    await page.getByRole('searchbox').fill('马克杯');
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('link', { name: '陶瓷马克杯' }).click();
    await page.getByRole('group', { name: '釉色' }).getByText('陶土色').click();
    await expect(page.getByRole('radio', { name: '陶土色' })).toBeChecked();

    await page.goto(`/products/${goods.slug}`);
    await expect(page.getByText('Snow').first()).toHaveAttribute('lang', 'en');
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

test('what staff translate is read by shoppers in Chinese', async ({
  browser,
  shop,
  admin,
  newProduct,
}) => {
  const goods = await newProduct({
    name: 'Tin Box',
    skus: [{ options: { 'No. of lids': 'Two' } }],
  });
  const staff = await browser.newContext({ baseURL: shop.shopUrl, storageState: admin });
  const office = await staff.newPage();
  await office.goto('/admin/products?search=Tin+Box');
  await office.getByRole('link', { name: 'Tin Box' }).click();
  await office.getByText('简体中文', { exact: true }).click();
  await office.getByLabel('Name in 简体中文').fill('铁皮盒');
  await office.getByLabel('No. of lids in 简体中文').fill('盖数');
  await office.getByLabel('What picture 1 shows in 简体中文').fill('一只铁皮盒');
  await office.getByRole('button', { name: 'Save product' }).click();
  await expect(office.getByText('Tin Box is saved')).toBeVisible();
  await staff.close();

  const shopper = await browser.newContext({ baseURL: shop.shopUrl, locale: 'zh-CN' });
  const page = await shopper.newPage();
  await page.goto(`/products/${goods.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('铁皮盒');
  await expect(page.getByRole('group', { name: '盖数' })).toBeVisible();
  await expect(page.getByAltText('一只铁皮盒')).toBeVisible();
  await shopper.close();
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
