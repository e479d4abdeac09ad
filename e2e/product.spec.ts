import { placeOrderByApi, mutateApi } from './api.ts';
import { saveScreenshot } from './page-checks.ts';
import { adjustOnHand } from './products.ts';
import { addToCart, expectCountdownRunning } from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { expect, test, PAYMENT_WINDOW_MS } from './system.ts';

const variants = [
  { options: { Colour: 'Red', Size: 'S' }, priceCents: 2000 },
  { options: { Colour: 'Red', Size: 'L' }, priceCents: 2200 },
  { options: { Colour: 'Blue', Size: 'S' }, priceCents: 2100, onHand: 0 },
];

onEachDevice(() => {
  test('choosing a variant updates price, stock, item number and address', async ({
    page,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Travel Pouch', skus: variants });
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('€20.00')).toBeVisible();

    await page.getByText('L', { exact: true }).click();
    await expect(page.getByText('€22.00')).toBeVisible();
    await expect(page.getByText(skus[1]!.code)).toBeVisible();
    // The address keeps the variant for a reload or a shared link.
    await expect(page).toHaveURL(`/products/${slug}?sku=${skus[1]!.skuId}`);
    await page.reload();
    await expect(page.getByText('€22.00')).toBeVisible();

    // There is no blue L, so the size changes to S, which is sold out.
    await page.getByText('Blue', { exact: true }).click();
    await expect(page.getByText('€21.00')).toBeVisible();
    await expect(page.getByRole('radio', { name: /^S/ })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();

    await page.getByRole('button', { name: 'Show picture 2 of 2' }).click();
    await expect(page.getByRole('img', { name: 'Its dotted pages' })).toBeVisible();
  });

  test('the cart takes no more units than are available', async ({ page, newProduct }) => {
    const { slug } = await newProduct({ name: 'Rare Pouch', skus: [{ onHand: 3 }] });
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('Only 3 left')).toBeVisible();

    const quantity = page.getByRole('spinbutton', { name: 'Quantity' });
    await quantity.fill('9');
    await quantity.blur();
    await expect(quantity).toHaveValue('3');
    await expect(page.getByRole('button', { name: 'Increase quantity' })).toBeDisabled();
    await page.getByRole('button', { name: 'Decrease quantity' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(quantity).toHaveValue('1');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(page.getByText('All 3 left are already in your cart.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add to cart' })).toBeDisabled();
    await expect(page.getByRole('link', { name: 'Cart 3 items' })).toBeVisible();
  });

  test('what unpaid orders hold is reserved in list and options, and only what is not there is sold out', async ({
    page,
    request: otherShopper,
    newProduct,
  }) => {
    const { slug, name } = await newProduct({
      name: 'Mixed Pouch',
      skus: [
        { options: { Colour: 'Red' }, onHand: 1 },
        { options: { Colour: 'Blue' }, onHand: 0 },
      ],
    });
    const orderId = await placeOrderByApi(otherShopper, slug);
    const list = `/?${new URLSearchParams({ search: name })}`;
    const card = page.getByRole('listitem').filter({ hasText: name });
    await page.goto(list);
    await expect(card).toContainText('Reserved, may come back');
    await expect(card).not.toContainText('Sold out');
    await saveScreenshot(page, 'catalogue with reserved product');

    await page.goto(`/products/${slug}`);
    await expect(page.getByRole('radio')).toHaveCount(2);
    await expect(page.getByRole('radio', { name: 'Red (reserved, may come back)' })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Reserved, may come back' })).toBeDisabled();
    await saveScreenshot(page, 'product reserved');
    await page.getByText('Blue', { exact: true }).click();
    await expect(page.getByRole('radio', { name: 'Blue (sold out)' })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();

    await page.goto(list);
    await page.context().addCookies([{ name: 'language', value: 'zh', url: page.url() }]);
    await page.reload();
    await expect(card).toContainText('已被预订，可能恢复供应');
    await mutateApi(otherShopper, 'orders.cancel', { orderId });
    await page.reload();
    await expect(card).toContainText('仅剩 1 件');
  });

  test('units reserved by other shoppers have a countdown and go back on sale when released', async ({
    page,
    request: otherShopper,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Wanted Pouch', skus: [{ onHand: 2 }] });
    const orderId = await placeOrderByApi(otherShopper, slug, { quantity: 2 });
    await page.clock.install();
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('2 reserved by other shoppers')).toBeVisible();
    await expect(page.getByRole('timer')).toHaveText(/^4\d:\d\d$/);
    await expectCountdownRunning(page.getByRole('timer'));

    await mutateApi(otherShopper, 'orders.cancel', { orderId });
    // The page polls every ten seconds.
    await page.clock.fastForward(10_000);
    await expect(page.getByText('Only 2 left')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add to cart' })).toBeEnabled();

    // With a few left, the page still shows that more may become available.
    await placeOrderByApi(otherShopper, slug);
    await page.clock.fastForward(10_000);
    await expect(page.getByText('Only 1 left')).toBeVisible();
    await expect(page.getByText('1 reserved by another shopper')).toBeVisible();
  });
});

test('variants and pictures can be chosen with the keyboard alone', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Keyboard Pouch', skus: variants });
  await page.goto(`/products/${slug}`);
  await page.getByRole('button', { name: 'Show picture 1 of 2' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show picture 2 of 2' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: 'Its dotted pages' })).toBeVisible();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'S', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'L', exact: true })).toBeChecked();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^Blue/ })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeChecked();
  await page.getByRole('button', { name: 'Increase quantity' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Cart 2 items' })).toBeVisible();
});

test('a typed quantity above the stock is reduced, and the page says so', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Three Pouches', skus: [{ onHand: 3 }] });
  await page.goto(`/products/${slug}`);
  const quantity = page.getByRole('spinbutton');
  await quantity.fill('9');
  await quantity.blur();
  await expect(quantity).toHaveValue('3');
  await expect(page.getByText('At most 3')).toBeVisible();
});

test('the paragraphs of a description are apart', async ({ page, newProduct }) => {
  const description = 'A first paragraph.\n\nA second paragraph.';
  const { slug } = await newProduct({ name: 'Wordy Pouch', description });
  await page.goto(`/products/${slug}`);
  const lines = (await page.getByText('A first paragraph.').innerText()).split('\n');
  expect(lines.filter(Boolean)).toEqual(['A first paragraph.', 'A second paragraph.']);
});

test('at the limit per order the page names the limit, not the stock', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Plenty Pouch', skus: [{ onHand: 120 }] });
  await addToCart(page, slug, 100);
  await expect(page.getByText('The limit is 100 per order')).toBeVisible();
});

test('when stock shrinks below the cart’s quantity, the page shows what is left', async ({
  page,
  shop,
  newProduct,
}) => {
  const { slug, skus } = await newProduct({ name: 'Fading Pouch', skus: [{ onHand: 3 }] });
  await addToCart(page, slug, 3);
  await adjustOnHand(shop, skus[0]!.skuId, -1);
  await page.goto(`/products/${slug}`);
  await expect(page.getByText('All 2 left are already in your cart.')).toBeVisible();
});

test('units in one’s own unpaid order are shown apart from others’, with a link to the order', async ({
  page,
  request: otherShopper,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Own Pouch', skus: [{ onHand: 3 }] });
  const orderId = await placeOrderByApi(page.request, slug);
  await placeOrderByApi(otherShopper, slug, { quantity: 2 });
  await page.clock.install();
  await page.goto(`/products/${slug}`);
  await expect(page.getByText('1 is reserved for you in an unpaid order')).toBeVisible();
  await expect(
    page.getByText('2 reserved by other shoppers. May be available again within'),
  ).toBeVisible();

  // A payment in progress may outlive the window, so no time is shown.
  await expectCountdownRunning(page.getByRole('timer'));
  await page.clock.fastForward(2 * PAYMENT_WINDOW_MS);
  await expect(
    page.getByText('2 reserved by other shoppers. They may become available again.'),
  ).toBeVisible();
  await page.getByRole('link', { name: 'View your order' }).click();
  await expect(page).toHaveURL(`/orders/${orderId}`);
});

test('who holds all that there is reads that it is reserved for them', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'All Mine Pouch', skus: [{ onHand: 1 }] });
  await placeOrderByApi(page.request, slug);
  await page.goto(`/products/${slug}`);
  await expect(page.getByRole('button', { name: 'Reserved for you' })).toBeDisabled();
  await expect(page.getByText('1 is reserved for you in an unpaid order')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('Sold out');
});

test('when stock cannot be refreshed, the page says so', async ({ page }) => {
  await page.clock.install();
  await page.goto('/products/field-notebook');
  await page.route('**/api/trpc/catalog.product**', (route) => route.abort());
  const notice = page.getByText('We couldn’t check prices and stock.');
  // After hydration it polls, and retries a few times before it gives up.
  await expect(async () => {
    await page.clock.runFor(10_000);
    await expect(notice).toBeVisible({ timeout: 200 });
  }).toPass();
});

test('the link back to all products keeps search and sort order', async ({ page }) => {
  await page.goto('/?search=a&sort=price-desc');
  await page.getByRole('link', { name: 'Walnut Clock' }).click();
  await page.getByRole('link', { name: 'All products' }).click();
  await expect(page).toHaveURL('/?search=a&sort=price-desc');
});
