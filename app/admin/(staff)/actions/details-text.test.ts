import { describe, expect, test } from 'vitest';
import { createFormat } from '#app/lib/format/create-format.ts';
import { createTranslate } from '#app/lib/texts/translate.ts';
import { en } from '#app/lib/texts/en/en.ts';
import { requestedDetails, detailTexts } from './details-text.ts';

const texts = { t: createTranslate(en, 'en'), format: createFormat('en-GB', 'UTC') };
const textsOf = (details: Parameters<typeof detailTexts>[1]) => detailTexts(texts, details, 'EUR');

type Action = Parameters<typeof requestedDetails>[0];
function actionOf(parts: Pick<Action, 'action' | 'outcome' | 'details' | 'result'>): Action {
  const ids = { actionId: 'a', order: null, skuId: null, productId: null };
  return { ...ids, staff: 's', code: null, productName: null, requestedAt: '', ...parts };
}

describe('details of a staff action', () => {
  test('of a saved product are its changes, without the request', () => {
    const action = actionOf({
      action: 'admin.products.save',
      outcome: 'changed',
      details: { name: 'Lantern', skus: [{ code: 'TEE-S', priceCents: 2100 }] },
      result: {
        changes: [
          { field: 'name', from: 'Lamp', to: 'Lantern' },
          { field: 'priceCents', code: 'TEE-S', from: 1900, to: 2100 },
          { field: 'variantSale', code: 'TEE-M', from: 'on_sale', to: 'off_sale' },
          { field: 'description', from: 'Round' },
          { field: 'translations' },
        ],
        changesMore: 3,
        version: 'x',
      },
    });
    expect(textsOf(requestedDetails(action))).toEqual([]);
    expect(textsOf(action.result)).toEqual([
      'Name: Lamp → Lantern',
      'Price TEE-S: €19.00 → €21.00',
      'Variant TEE-M: Active → Hidden',
      'Description: Round → empty',
      'Translations: changed and 3 more',
    ]);
  });

  test('recorded before changes were are the request', () => {
    const saved = actionOf({
      action: 'admin.products.save',
      outcome: 'done',
      details: { name: 'Lamp', skus: [{ code: 'TEE-S', priceCents: 1900 }] },
      result: { version: 'x' },
    });
    expect(textsOf(requestedDetails(saved))).toEqual(['Name: Lamp', 'Variants: TEE-S €19.00']);
    const imported = actionOf({
      action: 'admin.products.import',
      outcome: 'done',
      details: { csv: { characters: 90, lines: 3 } },
      result: { products: 1, stockRows: 0 },
    });
    expect(textsOf(requestedDetails(imported))).toEqual(['CSV file: 3 lines']);
    expect(textsOf(imported.result)).toEqual(['Products saved: 1', 'Stock rows set: 0']);
  });

  test('of stock and of returned items are their units', () => {
    expect(
      textsOf({ changes: [{ field: 'onHand', from: 10, to: 7 }], onHand: 7, locked: 2 }),
    ).toEqual(['Locked: 2', 'On hand: 10 → 7']);
    const refund = actionOf({
      action: 'admin.orders.refund',
      outcome: 'done',
      details: { amountCents: 500, restockLines: [{ skuId: 'x', quantity: 2 }] },
      result: { restocked: [{ skuId: 'x', code: 'TEE-S', quantity: 2 }] },
    });
    expect(textsOf(requestedDetails(refund))).toEqual(['Amount: €5.00']);
    expect(textsOf(refund.result)).toEqual([expect.stringMatching(/: TEE-S 2 units$/)]);
  });

  test('of an import are its rows, without the lines of its file', () => {
    const action = actionOf({
      action: 'admin.products.import',
      outcome: 'done',
      details: { csv: { characters: 90, lines: 8 }, setStock: 'false' },
      result: { slugs: ['lamp'], rows: 3, products: 1, newProducts: 0, changedVariants: 2 },
    });
    expect(textsOf(requestedDetails(action))).toEqual(['Set stock from the file: No']);
    expect(textsOf(action.result)).toEqual([
      'Rows in the file: 3',
      'Products saved: 1',
      'Variants changed: 2',
      'Products: lamp',
    ]);
  });

  test('of payments are the event and what was applied', () => {
    expect(textsOf({ eventId: 'evt_1' })).toEqual(['Event: evt_1']);
    expect(textsOf({ outcome: 'order_paid' })).toEqual(['Result: order paid']);
    expect(textsOf({ outcomes: ['order_paid', 'refund_recorded'] })).toEqual([
      'Result: order paid; refund recorded',
    ]);
  });
});
