import type { Page } from '@playwright/test';
import { placeOrderByApi } from './api.ts';
import { adjustOnHand, changePrice } from './products.ts';
import { addToCart } from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { expect, test } from './system.ts';

const rowOf = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

onEachDevice(() => {
  test('the cart survives a reload, and a change in one tab shows in the other', async ({
    page,
    context,
    newProduct,
  }) => {
    const { slug } = await newProduct({ name: 'Tea Tin' });
    await addToCart(page, slug, 2);
    await page.goto('/cart');
    await page.reload();
    const quantity = page.getByRole('spinbutton', { name: 'Quantity of Tea Tin' });
    await expect(quantity).toHaveValue('2');

    const otherTab = await context.newPage();
    await otherTab.goto('/cart');
    await otherTab.getByRole('button', { name: 'Increase quantity' }).click();
    await expect(quantity).toHaveValue('3');
    await expect(page.getByRole('definition').last()).toHaveText('€75.00');
  });

  test('price and stock changes appear while the cart is open', async ({
    page,
    shop,
    newProduct,
  }) => {
    const tin = await newProduct({ name: 'Dear Tin' });
    const cup = await newProduct({ name: 'Last Cup', skus: [{ onHand: 3 }] });
    await page.clock.install();
    await addToCart(page, tin.slug);
    await addToCart(page, cup.slug, 3);
    await page.goto('/cart');
    const checkoutButton = page.getByRole('button', { name: 'Go to checkout' });
    await expect(checkoutButton).toBeEnabled();

    await changePrice(shop, tin.skus[0]!.skuId, 2700);
    await adjustOnHand(shop, cup.skus[0]!.skuId, -2);
    // The page polls every ten seconds.
    await page.clock.fastForward(10_000);
    await expect(page.getByText('Price increased from €25.00 to €27.00.')).toBeVisible();
    await expect(page.getByText('Only 1 left.')).toBeVisible();
    await expect(checkoutButton).toBeDisabled();

    await page.getByRole('button', { name: 'Change to 1' }).click();
    await expect(rowOf(page, 'Last Cup')).toBeFocused();
    await expect(page.getByRole('definition').last()).toHaveText('€52.00');
    await checkoutButton.click();
    await expect(page).toHaveURL('/checkout');
    await expect(page.getByRole('button', { name: 'Place order' })).toBeEnabled();
    // Going on accepts the new price.
    await expect(page.getByText('Price increased')).toBeHidden();
  });

  test('a sold-out item blocks the checkout until it is removed, and removing can be undone', async ({
    page,
    shop,
    newProduct,
  }) => {
    const tin = await newProduct({ name: 'Good Tin' });
    const cup = await newProduct({ name: 'Gone Cup', skus: [{ onHand: 1 }] });
    await addToCart(page, tin.slug);
    await addToCart(page, cup.slug);
    await adjustOnHand(shop, cup.skus[0]!.skuId, -1);
    await page.goto('/cart');
    await expect(page.getByText('Sold out.')).toBeVisible();
    const checkoutButton = page.getByRole('button', { name: 'Go to checkout' });
    await expect(checkoutButton).toBeDisabled();

    await page.getByRole('button', { name: 'Remove Gone Cup' }).click();
    await expect(rowOf(page, 'Good Tin')).toBeFocused();
    await expect(checkoutButton).toBeEnabled();
    // Undo restores the row and keeps later changes.
    await page.getByRole('button', { name: 'Increase quantity' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('Sold out.')).toBeVisible();
    await expect(checkoutButton).toBeDisabled();
    await expect(page.getByRole('spinbutton', { name: 'Quantity of Good Tin' })).toHaveValue('2');

    await page.getByRole('button', { name: 'Remove Gone Cup' }).click();
    await page.getByRole('button', { name: 'Remove Good Tin' }).click();
    await expect(page.getByText('Your cart is empty')).toBeVisible();
    await expect(page.getByRole('main')).toBeFocused();
  });
});

test('the number of 101 units in the header does not cover the word next to it', async ({
  page,
  newProduct,
}) => {
  for (const quantity of [100, 1]) {
    const { slug } = await newProduct({ name: 'Many Mugs', skus: [{ onHand: 200 }] });
    await addToCart(page, slug, quantity);
  }
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Cart' });
  await expect(link).toHaveAccessibleName(/101/);
  const badge = (await link.getByText('99+').boundingBox())!;
  const word = (await link.getByText('Cart', { exact: true }).boundingBox())!;
  expect(badge.x >= word.x + word.width || badge.x + badge.width <= word.x).toBe(true);
});

test('units reserved in one’s own unpaid order are not attributed to other shoppers', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Own Tin', skus: [{ onHand: 2 }] });
  await addToCart(page, slug);
  const orderId = await placeOrderByApi(page.request, slug, { quantity: 2 });
  await page.goto('/cart');
  await expect(page.getByText('2 are reserved for you in an unpaid order')).toBeVisible();
  await page.getByRole('link', { name: 'View your order' }).click();
  await expect(page).toHaveURL(`/orders/${orderId}`);
});

test('a cart line with too little stock shows how many units other shoppers reserved', async ({
  page,
  request,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Short Spoon', skus: [{ onHand: 4 }] });
  await addToCart(page, slug);
  await page.goto('/cart');
  await page.getByRole('button', { name: 'Increase quantity' }).click();
  await expect(page.getByRole('spinbutton')).toHaveValue('2');
  await placeOrderByApi(request, slug, { quantity: 2 });
  await placeOrderByApi(page.request, slug, { quantity: 1 });
  await page.reload();
  await expect(page.getByText('Only 1 left.')).toContainText(
    '2 reserved by other shoppers. They may become available again.',
  );
});
