import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../shared/errors.ts';
import { decidePlacements, type PlacementState, type PlaceOrderCommand } from './placement.ts';

const now = new Date('2026-11-22T12:00:00Z');
const [here, there] = ['location-1', 'location-2'];

/** Given: one SKU at 10.00 with this much at each location. */
function given(
  stock: { locationId: string; onHand: number; locked?: number }[],
  changes: Partial<PlacementState> = {},
): PlacementState {
  return {
    now,
    payBy: new Date(now.getTime() + 900_000),
    recoverAt: new Date(now.getTime() + 1_200_000),
    currency: 'EUR',
    openOrdersMax: 3,
    unitsHeldMax: 10,
    skus: new Map([['sku', { name: 'Thing', priceCents: 1000 }]]),
    stock: new Map([['sku', stock.map((row) => ({ skuId: 'sku', locked: 0, ...row }))]]),
    existing: new Map(),
    held: [],
    ...changes,
  };
}

function order(quantity: number, changes: Partial<PlaceOrderCommand> = {}): PlaceOrderCommand {
  return {
    orderId: v7({ msecs: now.getTime() }),
    buyerId: 'buyer',
    lines: [{ skuId: 'sku', quantity }],
    email: 'a@example.com',
    shippingAddress: { name: 'A', line1: 'B', city: 'C', postalCode: 'D', country: 'DE' },
    expectedTotalCents: quantity * 1000,
    ...changes,
  };
}

const codes = (outcomes: unknown[]) =>
  outcomes.map((outcome) => (outcome instanceof DomainError ? outcome.code : 'placed'));

describe('deciding a group of placements', () => {
  test('in order of arrival: who comes first gets the last unit', () => {
    const commands = [order(1), order(1, { buyerId: 'late' })];
    const { outcomes, raised } = decidePlacements(
      commands,
      given([{ locationId: here, onHand: 1 }]),
    );
    expect(codes(outcomes)).toEqual(['placed', 'OUT_OF_STOCK']);
    expect(raised).toEqual([{ skuId: 'sku', locationId: here, onHand: 0, locked: 1 }]);
  });

  test('an order that is refused takes nothing from those behind it', () => {
    const commands = [order(5), order(2, { buyerId: 'behind' })];
    const { outcomes } = decidePlacements(commands, given([{ locationId: here, onHand: 2 }]));
    expect(codes(outcomes)).toEqual(['OUT_OF_STOCK', 'placed']);
  });

  test('what is locked is not available', () => {
    const state = given([{ locationId: here, onHand: 5, locked: 5 }]);
    expect(codes(decidePlacements([order(1)], state).outcomes)).toEqual(['OUT_OF_STOCK']);
  });

  test('one location that has it all comes before splitting over several', () => {
    const rows = [
      { locationId: here, onHand: 2 },
      { locationId: there, onHand: 4 },
    ];
    const whole = decidePlacements([order(3)], given(rows));
    expect(whole.locks.map((lock) => [lock.locationId, lock.quantity])).toEqual([[there, 3]]);
    const split = decidePlacements([order(6)], given(rows));
    expect(split.locks.map((lock) => [lock.locationId, lock.quantity])).toEqual([
      [here, 2],
      [there, 4],
    ]);
  });

  test('the same id twice in one group is one order and two equal answers', () => {
    const command = order(1);
    const { outcomes, orders } = decidePlacements(
      [command, command],
      given([{ locationId: here, onHand: 5 }]),
    );
    expect(orders).toHaveLength(1);
    expect(outcomes[0]).toEqual(outcomes[1]);
  });

  test('caps count what the group itself has placed', () => {
    const commands = Array.from({ length: 5 }, () => order(1));
    const { outcomes } = decidePlacements(commands, given([{ locationId: here, onHand: 50 }]));
    expect(codes(outcomes)).toEqual([
      'placed',
      'placed',
      'placed',
      'TOO_MANY_OPEN_ORDERS',
      'TOO_MANY_OPEN_ORDERS',
    ]);
  });

  test('changes nothing of the state it is given', () => {
    const state = given([{ locationId: here, onHand: 5 }]);
    decidePlacements([order(2)], state);
    expect(state.stock.get('sku')).toEqual([
      { skuId: 'sku', locationId: here, onHand: 5, locked: 0 },
    ]);
  });
});
