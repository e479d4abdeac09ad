import { describe, expect, test } from 'vitest';
import type { RequestLogEntry, Outcome } from '../../invariants/request-log.ts';
import { checkHistories } from './check-histories.ts';
import { buildStockHistories } from './stock-histories.ts';
import type { StockRow } from '../../invariants/records.ts';

const MUG = 'mug';
const opening = new Map<string, StockRow>([[MUG, { onHand: 3, locked: 0 }]]);
const payBy = new Date(5000).toISOString();

const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value });
const unknown: Outcome<never> = { kind: 'unknown', reason: 'fetch failed' };
const notFound: Outcome<never> = { kind: 'refused', code: 'NOT_FOUND', details: {} };

function place(
  orderId: string,
  quantity: number,
  sentAt: number,
  outcome?: 'unknown' | number,
): RequestLogEntry {
  const content = { email: '', lines: [{ skuId: MUG, quantity }], totalCents: 1 };
  const answer = ok({ orderId, payBy, totalCents: 1, currency: 'EUR' });
  const times = { sentAt, answeredAt: sentAt + 10 };
  if (outcome === undefined)
    return { operation: 'place', orderId, content, outcome: answer, ...times };
  if (outcome === 'unknown')
    return { operation: 'place', orderId, content, outcome: unknown, ...times };
  const lines = [{ skuId: MUG, wanted: quantity, available: outcome }];
  const refusal = { kind: 'refused' as const, code: 'STOCK_RESERVED', details: { lines } };
  return { operation: 'place', orderId, content, outcome: refusal, ...times };
}

function look(
  orderId: string,
  sentAt: number,
  status: 'pending_payment' | 'paid' | 'cancelled' | 'not found',
  statusReason: string | null = null,
): RequestLogEntry {
  const outcome = status === 'not found' ? notFound : ok({ status, statusReason, payBy });
  return { operation: 'read order', orderId, outcome, sentAt, answeredAt: sentAt + 10 };
}

function cancel(orderId: string, sentAt: number): RequestLogEntry {
  const times = { sentAt, answeredAt: sentAt + 10 };
  return {
    operation: 'cancel',
    by: 'shopper',
    orderId,
    outcome: ok({ status: 'cancelled' }),
    ...times,
  };
}

function findingsOf(entries: RequestLogEntry[], closing: StockRow): string[] {
  const histories = buildStockHistories(entries, { at: 10_000, rows: new Map([[MUG, closing]]) });
  return checkHistories(opening, histories, 5000).violations.map(({ detail }) => detail);
}

describe('request logs that one stock row explains', () => {
  test.each<[string, RequestLogEntry[], StockRow]>([
    [
      'sold out, then released',
      [place('a', 3, 0), place('b', 1, 100, 0), cancel('a', 200), place('c', 3, 300)],
      { onHand: 3, locked: 3 },
    ],
    [
      'an order whose first request had no response is one order',
      [place('a', 2, 0, 'unknown'), place('b', 2, 50, 1), place('a', 2, 100)],
      { onHand: 3, locked: 2 },
    ],
    [
      'an order with an unknown outcome may hold units',
      [place('a', 2, 0, 'unknown'), place('b', 2, 50, 1)],
      { onHand: 3, locked: 2 },
    ],
    [
      'a job closed an order once its window had ended',
      [
        place('a', 3, 0),
        place('b', 1, 4990, 0),
        place('c', 1, 5050),
        look('a', 5100, 'cancelled', 'payment_window_passed'),
      ],
      { onHand: 3, locked: 1 },
    ],
    [
      'a paid order takes its units away',
      [place('a', 2, 0), look('a', 100, 'paid', 'payment_received'), place('b', 2, 200, 1)],
      { onHand: 1, locked: 0 },
    ],
  ])('%s', (_, entries, closing) => {
    expect(findingsOf(entries, closing)).toEqual([]);
  });
});

describe('request logs that no stock row explains', () => {
  test.each<[string, RequestLogEntry[], StockRow]>([
    ['oversold', [place('a', 2, 0), place('b', 2, 0)], { onHand: 3, locked: 4 }],
    [
      'refused although units had come back before',
      [place('a', 3, 0), cancel('a', 100), place('b', 1, 200, 0)],
      { onHand: 3, locked: 0 },
    ],
    [
      'units sold again before the window of their order had ended',
      [
        place('a', 3, 0),
        place('b', 1, 4000),
        look('a', 5100, 'cancelled', 'payment_window_passed'),
      ],
      { onHand: 3, locked: 1 },
    ],
    [
      'units taken by an order that did not exist yet',
      [
        place('a', 3, 0, 'unknown'),
        place('b', 1, 50, 0),
        look('a', 100, 'not found'),
        place('a', 3, 200),
      ],
      { onHand: 3, locked: 3 },
    ],
    ['units that never come back', [place('a', 2, 0), cancel('a', 100)], { onHand: 3, locked: 2 }],
  ])('%s', (_, entries, closing) => {
    expect(findingsOf(entries, closing)).toEqual([expect.stringContaining('SKU mug')]);
  });

  test('a restock takes effect once, however often its refund is requested', () => {
    const putBack = (sentAt: number, outcome: Outcome<{ refundId: string }>): RequestLogEntry => ({
      operation: 'refund',
      orderId: 'a',
      refundId: 'goodwill',
      amountCents: 1,
      restockLines: [{ skuId: MUG, quantity: 1 }],
      outcome,
      sentAt,
      answeredAt: sentAt + 10,
    });
    const sold = [place('a', 2, 0), look('a', 100, 'paid', 'payment_received')];
    const back = [putBack(200, unknown), putBack(300, ok({ refundId: 'goodwill' }))];
    expect(findingsOf([...sold, ...back], { onHand: 2, locked: 0 })).toEqual([]);
    expect(findingsOf([...sold, ...back], { onHand: 3, locked: 0 })).toHaveLength(1);
    expect(findingsOf([...sold, ...back], { onHand: 1, locked: 0 })).toHaveLength(1);
    const unheard = [...sold, putBack(200, unknown)];
    expect(findingsOf(unheard, { onHand: 1, locked: 0 })).toEqual([]);
    expect(findingsOf(unheard, { onHand: 2, locked: 0 })).toEqual([]);
  });

  test('a history that is not decided in time is reported', () => {
    // Forty even sizes in any combination, and an odd sum.
    const orders = Array.from({ length: 40 }, (_, i) =>
      place(`o${i}`, 2 * (1000 + i * i), 0, 'unknown'),
    );
    const closing = new Map([[MUG, { onHand: 1e6, locked: 50_001 }]]);
    const histories = buildStockHistories(orders, { at: 10_000, rows: closing });
    const checked = checkHistories(new Map([[MUG, { onHand: 1e6, locked: 0 }]]), histories, 50);
    expect(checked.undecided).toBe(1);
    expect(checked.violations).toEqual([
      { rule: 'stock-history/linearizable', detail: expect.stringContaining('undecided') },
    ]);
  });

  test('an adjustment that took effect twice', () => {
    const ask = (sentAt: number, outcome: Outcome<StockRow>): RequestLogEntry => ({
      operation: 'adjust',
      skuId: MUG,
      locationId: 'hall',
      delta: 2,
      adjustmentId: 'delivery',
      outcome,
      sentAt,
      answeredAt: sentAt + 10,
    });
    const entries = [ask(0, unknown), ask(100, ok({ onHand: 5, locked: 0 }))];
    expect(findingsOf(entries, { onHand: 5, locked: 0 })).toEqual([]);
    expect(findingsOf(entries, { onHand: 7, locked: 0 })).toHaveLength(1);
  });
});
