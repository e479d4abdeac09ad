import { placeOrderByApi, mutateApi } from './api.ts';
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
  test('a shopper chooses variants and pictures: price, stock and item number follow', async ({
    page,
    newProduct,
  }) => {
    const { slug, skus } = await newProduct({ name: 'Travel Pouch', skus: variants });
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('€20.00')).toBeVisible();

    await page.getByText('L', { exact: true }).click();
    await expect(page.getByText('€22.00')).toBeVisible();
    await expect(page.getByText(skus[1]!.code)).toBeVisible();
    // The address tells the variant to a reload, or to somebody it is sent to.
    await expect(page).toHaveURL(`/products/${slug}?sku=${skus[1]!.skuId}`);
    await page.reload();
    await expect(page.getByText('€22.00')).toBeVisible();

    // There is no blue one in L: the size gives way, and it is sold out.
    await page.getByText('Blue', { exact: true }).click();
    await expect(page.getByText('€21.00')).toBeVisible();
    await expect(page.getByRole('radio', { name: /^S/ })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();

    await page.getByRole('button', { name: 'Show picture 2 of 2' }).click();
    await expect(page.getByRole('img', { name: 'Its dotted pages' })).toBeVisible();
  });

  test('no more can be put into the cart than there are', async ({ page, newProduct }) => {
    const { slug } = await newProduct({ name: 'Rare Pouch', skus: [{ onHand: 3 }] });
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('Only 3 left')).toBeVisible();

    const quantity = page.getByRole('spinbutton', { name: 'Quantity' });
    await quantity.fill('9');
    await quantity.blur();
    await expect(quantity).toHaveValue('3');
    await expect(page.getByRole('button', { name: 'One more' })).toBeDisabled();
    await page.getByRole('button', { name: 'One fewer' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(quantity).toHaveValue('1');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect(page.getByText('All 3 that are left are already in your cart.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add to cart' })).toBeDisabled();
    await expect(page.getByRole('link', { name: 'Cart 3 items' })).toBeVisible();
  });

  test('what is in other checkouts is counted down, and is for sale again once they let go', async ({
    page,
    request: otherShopper,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Wanted Pouch', skus: [{ onHand: 2 }] });
    const orderId = await placeOrderByApi(otherShopper, slug, { quantity: 2 });
    await page.clock.install();
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('2 in other shoppers’ checkouts')).toBeVisible();
    await expect(page.getByRole('timer')).toHaveText(/^4\d:\d\d$/);
    await expectCountdownRunning(page.getByRole('timer'));

    await mutateApi(otherShopper, 'orders.cancel', { orderId });
    // The page asks every ten seconds.
    await page.clock.fastForward(10_000);
    await expect(page.getByText('Only 2 left')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add to cart' })).toBeEnabled();

    // Whoever wants more than are left learns that there may be more.
    await placeOrderByApi(otherShopper, slug);
    await page.clock.fastForward(10_000);
    await expect(page.getByText('Only 1 left')).toBeVisible();
    await expect(page.getByText('1 in another shopper’s checkout')).toBeVisible();
  });
});

test('variants and pictures are chosen with the keyboard alone', async ({ page, newProduct }) => {
  const { slug } = await newProduct({ name: 'Keyboard Pouch', skus: variants });
  await page.goto(`/products/${slug}`);
  await page.getByRole('button', { name: 'Show picture 1 of 2' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show picture 2 of 2' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: 'Its dotted pages' })).toBeVisible();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'S', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'L', exact: true })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^Blue/ })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('radio', { name: 'Red' })).toBeChecked();
  await page.getByRole('button', { name: 'One more' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Cart 2 items' })).toBeVisible();
});

test('at the limit of an order the page says so, and not that these are the last', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Plenty Pouch', skus: [{ onHand: 120 }] });
  await addToCart(page, slug, 100);
  await expect(page.getByText('One order takes at most 100 of this')).toBeVisible();
});

test('what went while some were in the cart: the page counts what is left', async ({
  page,
  shop,
  newProduct,
}) => {
  const { slug, skus } = await newProduct({ name: 'Fading Pouch', skus: [{ onHand: 3 }] });
  await addToCart(page, slug, 3);
  await adjustOnHand(shop, skus[0]!.skuId, -1);
  await page.goto(`/products/${slug}`);
  await expect(page.getByText('All 2 that are left are already in your cart.')).toBeVisible();
});

test('what one’s own unpaid order holds is told apart, with the way to the order', async ({
  page,
  request: otherShopper,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Own Pouch', skus: [{ onHand: 3 }] });
  const orderId = await placeOrderByApi(page.request, slug);
  await placeOrderByApi(otherShopper, slug, { quantity: 2 });
  await page.clock.install();
  await page.goto(`/products/${slug}`);
  await expect(page.getByText('1 is held for you in an order')).toBeVisible();
  await expect(page.getByText('2 in other shoppers’ checkouts, back in')).toBeVisible();

  // A payment under way outlives the time, so nothing more is promised.
  await expectCountdownRunning(page.getByRole('timer'));
  await page.clock.fastForward(2 * PAYMENT_WINDOW_MS);
  await expect(page.getByText('2 in other shoppers’ checkouts. They may come back.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your order' }).click();
  await expect(page).toHaveURL(`/orders/${orderId}`);
});

test('while the shop cannot be asked, the page says that its stock may be old', async ({
  page,
}) => {
  await page.clock.install();
  await page.goto('/products/field-notebook');
  await page.route('**/api/trpc/catalog.product**', (route) => route.abort());
  const notice = page.getByText('Prices and stock could not be checked just now.');
  // Once the page has come to life it asks every few seconds, and a few times more before it gives up.
  await expect(async () => {
    await page.clock.runFor(10_000);
    await expect(notice).toBeVisible({ timeout: 200 });
  }).toPass();
});

test('the way back leads to the products as they were searched and sorted', async ({ page }) => {
  await page.goto('/?search=a&sort=price-desc');
  await page.getByRole('link', { name: 'Walnut Clock' }).click();
  await page.getByRole('link', { name: 'All products' }).click();
  await expect(page).toHaveURL('/?search=a&sort=price-desc');
});
