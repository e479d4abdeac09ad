import { expect, test } from 'vitest';
import { buildCartContents } from './cart-contents.ts';
import type { CartSku } from './cart-contents.ts';

const line = { skuId: 'mug', quantity: 3, seenPriceCents: 1800, name: 'Mug' };
const sku: CartSku = {
  skuId: 'mug',
  code: 'MUG',
  options: {},
  priceCents: 1800,
  available: 3,
  locked: 0,
  heldForYou: null,
  backBy: null,
  productSlug: 'mug',
  productName: 'Mug',
  optionTexts: null,
  inBase: [],
  image: '/mug.svg',
  imageAlt: 'A mug',
};

const answer = (skus: readonly CartSku[]) => ({ skus: [...skus], currency: 'EUR' });

test('a cart that the shop can serve is orderable at the prices of today', () => {
  const contents = buildCartContents([line], answer([{ ...sku, priceCents: 2000 }]));
  expect(contents).toMatchObject({ orderable: true, totalCents: 6000, priceChanged: true });
});

test.for([
  ['no longer for sale', [], 'not-for-sale'],
  ['fewer are left', [{ ...sku, available: 2 }], 'too-many'],
  ['sold out', [{ ...sku, available: 0 }], 'gone'],
  [
    'the last are in an order of one’s own',
    [{ ...sku, available: 0, locked: 4, heldForYou: { units: 1, orderId: 'mine' } }],
    'held-for-you',
  ],
  ['all are in open checkouts', [{ ...sku, available: 0, locked: 4 }], 'gone-for-now'],
] as const)('%s', ([, skus, problem]) => {
  const contents = buildCartContents([line], answer(skus));
  expect(contents.orderable).toBe(false);
  expect(contents.items[0]?.problem).toBe(problem);
});

test('an empty cart is nothing to order', () => {
  expect(buildCartContents([], answer([])).orderable).toBe(false);
});
