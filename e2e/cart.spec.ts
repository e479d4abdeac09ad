import type { Page } from '@playwright/test';
import { placeOrderByApi } from './api.ts';
import { adjustOnHand, changePrice } from './products.ts';
import { addToCart } from './shopper.ts';
import { onEachDevice } from './devices.ts';
import { expect, test } from './system.ts';

const rowOf = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

onEachDevice(() => {
  test('the cart survives a reload, and what is changed in one tab shows in the other', async ({
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
    await otherTab.getByRole('button', { name: 'One more' }).click();
    await expect(quantity).toHaveValue('3');
    await expect(page.getByRole('definition').last()).toHaveText('€75.00');
  });

  test('a price that moves and stock that goes are told while the cart is looked at', async ({
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
    const goOn = page.getByRole('button', { name: 'Go to checkout' });
    await expect(goOn).toBeEnabled();

    await changePrice(shop, tin.skus[0]!.skuId, 2700);
    await adjustOnHand(shop, cup.skus[0]!.skuId, -2);
    // The page asks every ten seconds.
    await page.clock.fastForward(10_000);
    await expect(page.getByText('The price rose from €25.00 to €27.00.')).toBeVisible();
    await expect(page.getByText('Only 1 is left.')).toBeVisible();
    await expect(goOn).toBeDisabled();

    await page.getByRole('button', { name: 'Take 1' }).click();
    await expect(rowOf(page, 'Last Cup')).toBeFocused();
    await expect(page.getByRole('definition').last()).toHaveText('€52.00');
    await goOn.click();
    await expect(page).toHaveURL('/checkout');
    await expect(page.getByRole('button', { name: 'Place order' })).toBeEnabled();
    // Whoever goes on has accepted the new price.
    await expect(page.getByText('The price rose')).toBeHidden();
  });

  test('what is no longer for sale stands in the way until it is removed, and removing can be undone', async ({
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
    await expect(page.getByText('Sold out in the meantime.')).toBeVisible();
    const goOn = page.getByRole('button', { name: 'Go to checkout' });
    await expect(goOn).toBeDisabled();

    await page.getByRole('button', { name: 'Remove Gone Cup' }).click();
    await expect(rowOf(page, 'Good Tin')).toBeFocused();
    await expect(goOn).toBeEnabled();
    // Undoing brings back the row, and nothing else that was changed since.
    await page.getByRole('button', { name: 'One more' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('Sold out in the meantime.')).toBeVisible();
    await expect(goOn).toBeDisabled();
    await expect(page.getByRole('spinbutton', { name: 'Quantity of Good Tin' })).toHaveValue('2');

    await page.getByRole('button', { name: 'Remove Gone Cup' }).click();
    await page.getByRole('button', { name: 'Remove Good Tin' }).click();
    await expect(page.getByText('Your cart is empty')).toBeVisible();
    await expect(page.getByRole('main')).toBeFocused();
  });
});

test('what one’s own unpaid order holds is not said to be with other shoppers', async ({
  page,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Own Tin', skus: [{ onHand: 2 }] });
  await addToCart(page, slug);
  const orderId = await placeOrderByApi(page.request, slug, { quantity: 2 });
  await page.goto('/cart');
  await expect(page.getByText('2 are held for you in an order')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your order' }).click();
  await expect(page).toHaveURL(`/orders/${orderId}`);
});

test('of what is short in the cart it is told how much others hold, and one’s own hold is no other’s', async ({
  page,
  request,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Short Spoon', skus: [{ onHand: 4 }] });
  await addToCart(page, slug);
  await page.goto('/cart');
  await page.getByRole('button', { name: 'One more' }).click();
  await expect(page.getByRole('spinbutton')).toHaveValue('2');
  await placeOrderByApi(request, slug, { quantity: 2 });
  await placeOrderByApi(page.request, slug, { quantity: 1 });
  await page.reload();
  await expect(page.getByText('Only 1 is left.')).toContainText(
    '2 in other shoppers’ checkouts. They may come back.',
  );
});
