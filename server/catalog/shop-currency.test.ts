import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestShop, type TestShop } from '../testing/test-shop.ts';
import { chooseShopCurrency } from './shop-currency-store.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop({ CURRENCY: 'USD' });
});
afterAll(() => shop.close());

test('a shop without prices takes the configured currency; the first price fixes it', async () => {
  const { db, rules } = shop.deps;
  expect(rules.currency).toBe('USD');
  expect(await chooseShopCurrency(db, 'HUF')).toBe('HUF');
  expect(await chooseShopCurrency(db, undefined)).toBe('HUF');

  await shop.newSku({ onHand: 1 });
  expect(await chooseShopCurrency(db, 'HUF')).toBe('HUF');
  expect(await chooseShopCurrency(db, undefined)).toBe('HUF');
  await expect(chooseShopCurrency(db, 'EUR')).rejects.toThrow('this shop has prices in HUF');
});

test('the database refuses another currency once there are prices, and a second one', async () => {
  const { db } = shop.deps;
  await shop.newSku({ onHand: 1 });
  await expect(db.updateTable('shop').set({ currency: 'EUR' }).execute()).rejects.toMatchObject({
    code: 'P0001',
  });
  await expect(db.insertInto('shop').values({ currency: 'EUR' }).execute()).rejects.toMatchObject({
    constraint: 'shop_has_one_row',
  });
});
