import { expect, test } from 'vitest';
import { buildCartContents } from './cart-contents.ts';
import type { CartSku } from './cart-contents.ts';

const line = { skuId: 'mug', quantity: 3, seenPriceCents: 1800, name: 'Mug' };
const sku: CartSku = {
  skuId: 'mug',
  code: 'MUG',
  options: {},
  purchaseLimit: null,
  priceCents: 1800,
  available: 3,
  locked: 0,
  lockedByOwnOrders: null,
  availableAgainBy: null,
  productSlug: 'mug',
  productName: 'Mug',
  optionTranslations: null,
  untranslatedFields: [],
  image: '/mug.svg',
  imageAlt: 'A mug',
};

const answer = (skus: readonly CartSku[]) => ({ skus: [...skus], currency: 'EUR' });

test('a cart that is in stock is orderable at current prices', () => {
  const contents = buildCartContents([line], answer([{ ...sku, priceCents: 2000 }]));
  expect(contents).toMatchObject({ orderable: true, totalCents: 6000, priceChanged: true });
});

test.for([
  ['no longer for sale', [], 'not-for-sale'],
  ['fewer are left', [{ ...sku, available: 2 }], 'too-many'],
  ['a customer may have fewer', [{ ...sku, purchaseLimit: 2 }], 'above-limit'],
  ['sold out', [{ ...sku, available: 0 }], 'sold-out'],
  [
    'the last units are in the shopper’s own order',
    [{ ...sku, available: 0, locked: 4, lockedByOwnOrders: { units: 1, orderId: 'mine' } }],
    'reserved-for-you',
  ],
  ['all units are in unpaid orders', [{ ...sku, available: 0, locked: 4 }], 'reserved-by-others'],
] as const)('%s', ([, skus, problem]) => {
  const contents = buildCartContents([line], answer(skus));
  expect(contents.orderable).toBe(false);
  expect(contents.items[0]?.problem).toBe(problem);
});

test('an empty cart is not orderable', () => {
  expect(buildCartContents([], answer([])).orderable).toBe(false);
});
