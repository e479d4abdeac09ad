import { queryApi } from './api.ts';
import { adjustOnHand, changePrice } from './products.ts';
import { saveScreenshot } from './page-checks.ts';
import { addToCart, expectStatus, fillCheckoutForm } from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { getStock } from './database.ts';
import { expect, test } from './system.ts';

/** What browsers fill into each field of the checkout. */
const autofill = [
  ['E-mail', 'email'],
  ['Full name', 'shipping name'],
  ['Street and number', 'shipping address-line1'],
  ['Apartment, floor, company', 'shipping address-line2'],
  ['Postal code', 'shipping postal-code'],
  ['Town or city', 'shipping address-level2'],
  ['Country', 'shipping country'],
] as const;

onEachDevice(() => {
  test('mistakes are told in a summary that takes the focus and at each field, and nothing typed is lost', async ({
    page,
  }) => {
    await addToCart(page, 'field-notebook');
    await page.goto('/checkout');
    const email = page.getByLabel('E-mail');
    await email.fill('ada@');
    await page.getByRole('button', { name: 'Place order' }).click();

    const summary = page.getByRole('group', { name: 'Please correct this first' });
    await expect(summary).toBeFocused();
    await expect(summary.getByRole('listitem')).toHaveCount(6);
    await summary.getByRole('link', { name: 'Enter a postal code' }).click();
    await expect(page.getByLabel('Postal code')).toBeFocused();

    await expect(email).toHaveAccessibleDescription(/Enter a whole e-mail address/);
    await email.fill('ada@example.com');
    await expect(email).not.toHaveAttribute('aria-invalid');
    await expect(summary.getByRole('listitem')).toHaveCount(5);
    await page.getByLabel('Full name').fill('Ada Shopper');
    await page.reload();
    await expect(email).toHaveValue('ada@example.com');
    await expect(page.getByLabel('Full name')).toHaveValue('Ada Shopper');

    await fillCheckoutForm(page);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
  });

  test('a price that rose on the way is told before anything is ordered, and ordered if agreed', async ({
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
    // The page keeps what it knows until it orders.
    await page.route('**/api/trpc/catalog.skus**', (route) => route.abort());
    await changePrice(shop, skus[0]!.skuId, 2600);
    await placeOrder.click();

    const refusal = page.getByRole('group', { name: 'Your order could not be placed' });
    await expect(refusal).toBeFocused();
    await expect(refusal).toContainText('The new total is €26.00.');
    await expect(page.getByLabel('E-mail')).toHaveValue('ada@example.com');
    await page.unroute('**/api/trpc/catalog.skus**');
    await page.reload();
    await expect(page.getByText('The price rose from €25.00 to €26.00.')).toBeVisible();
    await placeOrder.click();
    await expectStatus(page, 'pending_payment');
  });

  test('some go while the form is filled in: it says above the form what is left, and takes that', async ({
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
    for (const more of [2, 3]) {
      await page.getByRole('button', { name: 'One more' }).click();
      await expect(page.getByRole('spinbutton')).toHaveValue(String(more));
    }
    await page.goto('/checkout');
    await fillCheckoutForm(page);
    await expect(page.getByRole('button', { name: 'Place order' })).toBeEnabled();
    await adjustOnHand(shop, skus[0]!.skuId, -1);
    await page.reload();

    const told = page.getByRole('status').filter({ hasText: 'Some items need your attention' });
    await expect(told).toContainText(name);
    await expect(told).toContainText('Only 2 are left.');
    await expect(told).toBeInViewport();
    await expect(page.getByRole('button', { name: 'Place order' })).toBeDisabled();
    await saveScreenshot(page, 'checkout some are gone');
    await told.getByRole('button', { name: 'Take 2' }).click();
    await expect(told).toHaveCount(0);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
    expect(await getStock(shop, slug)).toEqual({ onHand: 2, locked: 2 });
  });

  test('the answer is lost on the way: pressing the button again places no second order', async ({
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
    await expect(page.getByText('We do not know yet whether your order arrived')).toBeVisible();
    await page.getByRole('button', { name: 'Place order' }).click();
    await expectStatus(page, 'pending_payment');
    const { orders } = await queryApi<{ orders: object[] }>(page.request, 'orders.list', {});
    expect(orders).toHaveLength(1);
  });
});

test('the code of the checks cannot be fetched: the server’s answer marks the fields', async ({
  page,
}) => {
  await addToCart(page, 'field-notebook');
  await page.goto('/checkout');
  const placing = page.getByRole('button', { name: 'Place order' });
  await expect(placing).toBeEnabled();
  let refused = 0;
  await page.route('**/_next/static/chunks/*', async (route) => {
    refused += 1;
    await route.abort();
  });
  await fillCheckoutForm(page);
  await page.getByLabel('E-mail').fill('ada@');
  await placing.click();
  await expect(page.getByRole('group', { name: 'Your order could not be placed' })).toBeFocused();
  expect(refused).toBeGreaterThan(0);

  const email = page.getByLabel('E-mail');
  await expect(email).toHaveAccessibleDescription(/Enter a whole e-mail address/);
  await page.unroute('**/_next/static/chunks/*');
  await email.fill('ada@example.com');
  await placing.click();
  await expectStatus(page, 'pending_payment');
});

test('the browser is told what to fill into each field', async ({ page }) => {
  await addToCart(page, 'field-notebook');
  await page.goto('/checkout');
  for (const [label, kind] of autofill) {
    await expect(page.getByLabel(label)).toHaveAttribute('autocomplete', kind);
  }
});

test('a whole order is placed with the keyboard alone', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  const go = async (role: 'link' | 'button', name: string, key?: 'Shift+Tab') => {
    await tabTo(page.getByRole(role, { name }), key);
    await page.keyboard.press('Enter');
  };
  const tabTo = async (target: ReturnType<typeof page.getByRole>, key: string = 'Tab') => {
    for (let presses = 0; presses < 60; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    await expect(target).toBeFocused();
  };
  await go('link', 'Field Notebook');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Field Notebook');
  await go('button', 'Add to cart');
  // Backwards: not every browser begins again at the top once the last link is passed.
  await go('link', 'Cart 1 item', 'Shift+Tab');
  await go('button', 'Go to checkout');
  await tabTo(page.getByLabel('E-mail'));
  for (const text of ['ada@example.com', 'Ada Shopper', '1 Loopback Lane', '', '12701']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('Localhost');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Germany');
  await expect(page.getByLabel('Country')).toHaveValue('DE');
  await go('button', 'Place order');
  await expectStatus(page, 'pending_payment');
});
