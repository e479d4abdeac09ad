import { queryApi } from './api.ts';
import { adjustOnHand, changePrice } from './products.ts';
import { saveScreenshot } from './page-checks.ts';
import { addToCart, expectStatus, fillCheckoutForm, tabTo } from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { getStock } from './database.ts';
import { expect, test } from './system.ts';

/** The `autocomplete` of each field. */
const autofill = [
  ['Email', 'email'],
  ['Country', 'shipping country'],
  ['Full name', 'shipping name'],
  ['Phone', 'shipping tel'],
  ['Street and number', 'shipping address-line1'],
  ['Apartment, floor, company', 'shipping address-line2'],
  ['Town or city', 'shipping address-level2'],
  ['State', 'shipping address-level1'],
  ['ZIP code', 'shipping postal-code'],
] as const;

onEachDevice(() => {
  test('form errors are listed in a focused summary and at each field, and a reload keeps what was typed', async ({
    page,
  }) => {
    await addToCart(page, 'field-notebook');
    await page.goto('/checkout');
    const email = page.getByLabel('Email');
    await email.fill('ada@');
    await page.getByRole('button', { name: 'Place order' }).click();

    const summary = page.getByRole('group', { name: 'Please check your details' });
    await expect(summary).toBeFocused();
    await expect(summary.getByRole('listitem')).toHaveCount(4);
    await page.getByLabel('Country').selectOption('DE');
    await page.getByRole('button', { name: 'Place order' }).click();
    await summary.getByRole('link', { name: 'Fill in: Postal code' }).click();
    await expect(page.getByLabel('Postal code')).toBeFocused();

    await expect(email).toHaveAccessibleDescription(/Enter a valid email address/);
    await email.fill('ada@example.com');
    await expect(email).not.toHaveAttribute('aria-invalid');
    await expect(summary.getByRole('listitem')).toHaveCount(4);
    await page.getByLabel('Full name').fill('Ada Shopper');
    await page.reload();
    await expect(email).toHaveValue('ada@example.com');
    await expect(page.getByLabel('Full name')).toHaveValue('Ada Shopper');

    await fillCheckoutForm(page);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
  });

  test('a price that rises during checkout is shown before the order is placed', async ({
    page,
    shop,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Rising Bowl' });
    await addToCart(page, slug);
    await page.goto('/checkout');
    await fillCheckoutForm(page);
    const placeOrder = page.getByRole('button', { name: 'Place order' });
    await expect(placeOrder).toBeEnabled();
    // The page does not learn of the new price before it orders.
    await page.route('**/api/trpc/catalog.skus**', (route) => route.abort());
    await changePrice(shop, skus[0]!.skuId, 2600);
    await placeOrder.click();

    const errorNotice = page.getByRole('group', { name: 'Your order was not placed' });
    await expect(errorNotice).toBeFocused();
    await expect(errorNotice).toContainText('The new total is €26.00.');
    await expect(page.getByLabel('Email')).toHaveValue('ada@example.com');
    await page.unroute('**/api/trpc/catalog.skus**');
    await page.reload();
    await expect(page.getByText('Price increased from €25.00 to €26.00.')).toBeVisible();
    await placeOrder.click();
    await expectStatus(page, 'pending_payment');
  });

  test('stock that shrinks during checkout is shown above the form and can be accepted', async ({
    page,
    shop,
    newProduct,
  }) => {
    const { slug, skus, name } = await newProduct({
      name: 'Vanishing Vase',
      skus: [{ onHand: 3 }],
    });
    await addToCart(page, slug);
    await page.goto('/cart');
    for (const quantity of [2, 3]) {
      await page.getByRole('button', { name: 'Increase quantity' }).click();
      await expect(page.getByRole('spinbutton')).toHaveValue(String(quantity));
    }
    await page.goto('/checkout');
    await fillCheckoutForm(page);
    await expect(page.getByRole('button', { name: 'Place order' })).toBeEnabled();
    await adjustOnHand(shop, skus[0]!.skuId, -1);
    await page.reload();

    const notice = page.getByRole('status').filter({ hasText: 'Some items need your attention' });
    await expect(notice).toContainText(name);
    await expect(notice).toContainText('Only 2 left.');
    await expect(notice).toBeInViewport();
    await expect(page.getByRole('button', { name: 'Place order' })).toBeDisabled();
    await saveScreenshot(page, 'checkout with too little stock');
    await notice.getByRole('button', { name: 'Change to 2' }).click();
    await expect(notice).toHaveCount(0);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
    expect(await getStock(shop, slug)).toEqual({ onHand: 2, locked: 2 });
  });

  test('after a lost response, placing the order again creates no second order', async ({
    page,
  }) => {
    await addToCart(page, 'field-notebook');
    await page.goto('/checkout');
    await fillCheckoutForm(page);
    await page.route(
      '**/api/trpc/orders.place**',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Place order' }).click();
    await expect(page.getByText('We don’t know whether your order was placed')).toBeVisible();
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
    const { orders } = await queryApi<{ orders: object[] }>(page.request, 'orders.list', {});
    expect(orders).toHaveLength(1);
  });
});

test('without the validation chunk, the server’s answer marks the fields', async ({ page }) => {
  await addToCart(page, 'field-notebook');
  await page.goto('/checkout');
  const placeOrder = page.getByRole('button', { name: 'Place order' });
  await expect(placeOrder).toBeEnabled();
  let aborted = 0;
  await page.route('**/_next/static/chunks/*', async (route) => {
    aborted += 1;
    await route.abort();
  });
  await fillCheckoutForm(page);
  await page.getByLabel('Email').fill('ada@');
  await placeOrder.click();
  await expect(page.getByRole('group', { name: 'Your order was not placed' })).toBeFocused();
  expect(aborted).toBeGreaterThan(0);

  const email = page.getByLabel('Email');
  await expect(email).toHaveAccessibleDescription(/Enter a valid email address/);
  await page.unroute('**/_next/static/chunks/*');
  await email.fill('ada@example.com');
  await placeOrder.click();
  await expectStatus(page, 'pending_payment');
});

onEachDevice(() => {
  test('the form asks for the fields of the chosen country in its order, in both languages', async ({
    page,
  }) => {
    await addToCart(page, 'field-notebook');
    await page.goto('/checkout');
    const country = page.getByLabel('Country');
    await country.selectOption('US');
    const fields = page.getByRole('group', { name: 'Delivery address' });
    await expect(fields.locator('label')).toHaveText([
      'Country or region',
      'Full name',
      'Phone (optional)',
      'Street and number',
      'Apartment, floor, company (optional)',
      'Town or city',
      'State',
      'ZIP code',
    ]);
    await saveScreenshot(page, 'checkout United States');
    await page.getByLabel('State').selectOption('IL');
    await page.getByLabel('ZIP code').fill('SW1A');
    await page.getByLabel('ZIP code').blur();
    await expect(page.getByLabel('ZIP code')).toHaveAccessibleDescription(
      'ZIP code: enter one such as 95014',
    );

    await country.selectOption('HK');
    await expect(fields.locator('label')).toHaveText([
      'Country or region',
      'Full name',
      'Phone',
      'Street and number',
      'Apartment, floor, company (optional)',
      'District (optional)',
      'Area',
    ]);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Full name').fill('Ada Shopper');
    await page.getByLabel('Street and number').fill('1 Nathan Road');
    const placeOrder = page.getByRole('button', { name: 'Place order' });
    await placeOrder.click();
    const summary = page.getByRole('group', { name: 'Please check your details' });
    await expect(summary.getByRole('listitem')).toHaveText([
      'Enter a phone number. Carriers there need one.',
      'Fill in: Area',
    ]);
    await page.getByLabel('Phone').fill('+852 2345 6789');
    await page.getByLabel('Area').selectOption({ label: 'Kowloon' });
    // A reload brings the fields of the country back with what was typed.
    await page.reload();
    await expect(page.getByLabel('Area')).toHaveValue('Kowloon');

    await page.context().addCookies([{ name: 'language', value: 'zh', url: page.url() }]);
    await page.reload();
    await expect(page.getByRole('group', { name: '收货地址' }).locator('label')).toHaveText([
      '国家或地区',
      '收货人姓名',
      '电话',
      '地区',
      '区 （选填）',
      '街道和门牌号',
      '楼层、房号、公司 （选填）',
    ]);
    await saveScreenshot(page, 'checkout Hong Kong in Chinese');
    await page.getByRole('button', { name: '提交订单' }).click();
    await expectStatus(page, 'pending_payment');
    await expect(page.locator('address')).toContainText('Kowloon');
  });
});

test('each field has its autocomplete attribute', async ({ page }) => {
  await addToCart(page, 'field-notebook');
  await page.goto('/checkout');
  await page.getByLabel('Country').selectOption('US');
  for (const [label, autocomplete] of autofill) {
    await expect(page.getByLabel(label)).toHaveAttribute('autocomplete', autocomplete);
  }
});

test('an order can be placed with the keyboard alone', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  const activate = async (role: 'link' | 'button', name: string, key?: 'Shift+Tab') => {
    await tabTo(page, page.getByRole(role, { name }), key);
    await page.keyboard.press('Enter');
  };
  await activate('link', 'Field Notebook');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Field Notebook');
  await activate('button', 'Add to cart');
  // Backwards, since not every browser wraps around after the last link.
  await activate('link', 'Cart 1 item', 'Shift+Tab');
  await activate('button', 'Go to checkout');
  await tabTo(page, page.getByLabel('Email'));
  await page.keyboard.type('ada@example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Germany');
  await expect(page.getByLabel('Country')).toHaveValue('DE');
  await page.keyboard.press('Tab');
  for (const text of ['Ada Shopper', '', '1 Loopback Lane', '', '12701', 'Localhost']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await activate('button', 'Place order');
  await expectStatus(page, 'pending_payment');
});
