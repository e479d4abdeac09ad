import type { Page } from '@playwright/test';
import { openOrder } from './api.ts';
import { onEachDevice } from './devices.ts';
import { expect, test } from './system.ts';

async function choose(page: Page, menu: string, choice: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitemradio', { name: choice }).click();
}

onEachDevice(() => {
  test('the chosen language is kept across pages and can be changed back', async ({ page }) => {
    await page.goto('/products/walnut-clock');
    await choose(page, 'Display and language', '简体中文');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('胡桃木挂钟');
    await expect(page.getByAltText('一只圆形胡桃木挂钟')).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: '加入购物车' }).click();
    await page.goto('/cart');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('购物车');
    await expect(page.getByRole('link', { name: '胡桃木挂钟' })).toBeVisible();
    await page.getByRole('button', { name: '去结算' }).click();
    await page.getByRole('button', { name: '提交订单' }).click();
    await expect(page.getByRole('group', { name: '请检查填写的内容' })).toBeFocused();

    await choose(page, '外观与语言', 'English');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });

  test('products are found in Chinese, and untranslated products are marked as English', async ({
    page,
    newProduct,
  }) => {
    const product = await newProduct({
      name: 'Plain Jug',
      category: 'Kitchen',
      skus: [{ options: { Glaze: 'Snow' } }],
    });
    await page.goto('/');
    await choose(page, 'Display and language', '简体中文');
    await page.getByRole('link', { name: '厨房' }).click();
    await expect(page).toHaveURL('/?category=Kitchen');
    await expect(page.getByRole('heading', { name: '陶瓷马克杯' })).toBeVisible();
    await expect(page.getByRole('heading', { name: product.name })).toHaveAttribute('lang', 'en');

    await page.getByRole('searchbox').fill('马克杯');
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('link', { name: '陶瓷马克杯' }).click();
    await page.getByRole('group', { name: '釉色' }).getByText('陶土色').click();
    await expect(page.getByRole('radio', { name: '陶土色' })).toBeChecked();

    await page.goto(`/products/${product.slug}`);
    await expect(page.getByText('Snow').first()).toHaveAttribute('lang', 'en');
  });

  test('a chosen theme overrides the device’s', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/');
    await expect(page.locator('html')).toHaveClass(/\blight\b/);
    await choose(page, 'Display and language', 'Dark');
    await expect(page.locator('html')).toHaveClass(/\bdark\b/);
    await page.reload();
    await expect(page.locator('html')).toHaveClass(/\bdark\b/);
    await choose(page, 'Display and language', 'System');
    await expect(page.locator('html')).toHaveClass(/\blight\b/);
  });
});

test('shoppers see the translation that staff entered', async ({
  browser,
  shop,
  admin,
  newProduct,
}) => {
  const product = await newProduct({
    name: 'Tin Box',
    skus: [{ options: { 'No. of lids': 'Two' } }],
  });
  const adminPage = await browser.newPage({ baseURL: shop.shopUrl, storageState: admin });
  await adminPage.goto('/admin/products?search=Tin+Box');
  await adminPage.getByRole('link', { name: 'Tin Box' }).click();
  await adminPage.getByText('简体中文', { exact: true }).click();
  await adminPage.getByLabel('Name in 简体中文').fill('铁皮盒');
  await adminPage.getByLabel('No. of lids in 简体中文').fill('盖数');
  await adminPage.getByLabel('Description of picture 1 in 简体中文').fill('一只铁皮盒');
  await adminPage.getByRole('button', { name: 'Save product' }).click();
  await expect(adminPage.getByText('Tin Box saved')).toBeVisible();
  await adminPage.close();

  const page = await browser.newPage({ baseURL: shop.shopUrl, locale: 'zh-CN' });
  await page.goto(`/products/${product.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('铁皮盒');
  await expect(page.getByRole('group', { name: '盖数' })).toBeVisible();
  await expect(page.getByAltText('一只铁皮盒')).toBeVisible();
  await page.close();
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
