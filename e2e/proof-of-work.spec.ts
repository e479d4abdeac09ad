import { withDatabase } from './database.ts';
import { placeOrder } from './shopper.ts';
import { expect, test } from './system.ts';

/** The web process reads every so often which products need a proof. */
const NOTICED_WITHIN_MS = 6000;

test('an order that needs a proof of work is placed once the browser has solved its challenge', async ({
  page,
  shop,
  newProduct,
}) => {
  const { slug } = await newProduct({ name: 'Sought-after Sneaker' });
  await withDatabase(shop, (db) =>
    db.updateTable('products').set({ proof_of_work: true }).where('slug', '=', slug).execute(),
  );
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('orders.place')) statuses.push(response.status());
  });
  await page.waitForTimeout(NOTICED_WITHIN_MS);
  await placeOrder(page, slug);
  // Before these a first-time visitor is given a cookie.
  expect(statuses.slice(-2)).toEqual([412, 200]);
});
