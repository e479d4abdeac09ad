import { placeByCall, tell } from './calls.ts';
import { onEachSize } from './sizes.ts';
import { expect, test } from './system.ts';

test.use({ system: { paymentWindow: '10m', recoveryDelay: '5m' } });

const variants = [
  { options: { Colour: 'Red', Size: 'S' }, priceCents: 2000 },
  { options: { Colour: 'Red', Size: 'L' }, priceCents: 2200 },
  { options: { Colour: 'Blue', Size: 'S' }, priceCents: 2100, onHand: 0 },
];

onEachSize(() => {
  test('a shopper chooses variants and pictures: price, stock and item number follow', async ({
    page,
    newGoods,
  }) => {
    const { slug, skus } = await newGoods({ name: 'Travel Pouch', skus: variants });
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('€20.00')).toBeVisible();

    await page.getByText('L', { exact: true }).click();
    await expect(page.getByText('€22.00')).toBeVisible();
    await expect(page.getByText(skus[1]!.code)).toBeVisible();

    // There is no blue one in L: the size gives way, and it is sold out.
    await page.getByText('Blue', { exact: true }).click();
    await expect(page.getByText('€21.00')).toBeVisible();
    await expect(page.getByRole('radio', { name: /^S/ })).toBeChecked();
    await expect(page.getByRole('button', { name: 'Sold out' })).toBeDisabled();

    await page.getByRole('button', { name: 'Show picture 2 of 2' }).click();
    await expect(page.getByRole('img', { name: 'Its dotted pages' })).toBeVisible();
  });

  test('no more can be put into the cart than there are', async ({ page, newGoods }) => {
    const { slug } = await newGoods({ name: 'Rare Pouch', skus: [{ onHand: 3 }] });
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
    request: rival,
    newGoods,
  }) => {
    const { slug } = await newGoods({ name: 'Wanted Pouch', skus: [{ onHand: 2 }] });
    const orderId = await placeByCall(rival, slug, { quantity: 2 });
    await page.clock.install();
    await page.goto(`/products/${slug}`);
    await expect(page.getByText('2 in other shoppers’ checkouts')).toBeVisible();
    await expect(page.getByRole('timer')).toHaveText(/^14:\d\d$/);

    await tell(rival, 'orders.cancel', { orderId });
    // The page asks every ten seconds.
    await page.clock.fastForward(10_000);
    await expect(page.getByText('Only 2 left')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add to cart' })).toBeEnabled();
  });
});

test('variants and pictures are chosen with the keyboard alone', async ({ page, newGoods }) => {
  const { slug } = await newGoods({ name: 'Keyboard Pouch', skus: variants });
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
