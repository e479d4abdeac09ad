import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../shared/errors.ts';
import {
  decidePlacements,
  earliestOpenOrderTime,
  type PlacementState,
  type PlaceOrderCommand,
} from './placement.ts';

const DAY_MS = 24 * 60 * 60_000;
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
    holdRules: {
      customer: { openOrdersMax: 3, unitsPerSkuMax: 10, unitsMax: 1000 },
      network: { openOrdersMax: 1000, unitsPerSkuMax: 1000, unitsMax: 1000 },
    },
    skus: new Map([['sku', { name: 'Thing', priceCents: 1000 }]]),
    stock: new Map([['sku', stock.map((row) => ({ skuId: 'sku', locked: 0, ...row }))]]),
    purchaseLimits: new Map(),
    purchased: [],
    existing: new Map(),
    held: [],
    elsewhere: [],
    ...changes,
  };
}

function order(quantity: number, changes: Partial<PlaceOrderCommand> = {}): PlaceOrderCommand {
  return {
    orderId: v7({ msecs: now.getTime() }),
    buyerId: 'buyer',
    lines: [{ skuId: 'sku', quantity }],
    email: 'a@example.com',
    emailKey: `${changes.buyerId ?? 'buyer'}@example.com`,
    clientNetwork: '203.0.113.7',
    language: 'en',
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
    const { outcomes, stockChanges } = decidePlacements(
      commands,
      given([{ locationId: here, onHand: 1 }]),
    );
    expect(codes(outcomes)).toEqual(['placed', 'STOCK_RESERVED']);
    expect(stockChanges).toEqual([{ skuId: 'sku', locationId: here, onHand: 0, locked: 1 }]);
  });

  test('an order that is refused takes nothing from those behind it', () => {
    const commands = [order(5), order(2, { buyerId: 'behind' })];
    const { outcomes } = decidePlacements(commands, given([{ locationId: here, onHand: 2 }]));
    expect(codes(outcomes)).toEqual(['OUT_OF_STOCK', 'placed']);
  });

  test.each([
    [49, 'TOTAL_NOT_PAYABLE'],
    [50, 'placed'],
    [99_999_999, 'placed'],
    [100_000_000, 'TOTAL_NOT_PAYABLE'],
  ])('a total of %i minor units of a euro: %s', (priceCents, code) => {
    const skus = new Map([['sku', { name: 'Thing', priceCents }]]);
    const state = given([{ locationId: here, onHand: 5 }], { skus });
    const { outcomes, locks } = decidePlacements(
      [order(1, { expectedTotalCents: priceCents })],
      state,
    );
    expect(codes(outcomes)).toEqual([code]);
    expect(locks).toHaveLength(code === 'placed' ? 1 : 0);
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

describe('the rows to write', () => {
  test('are the order, its lines, its locks and the change of each stock row, in lock order', () => {
    const later = order(3, { buyerId: 'second', email: 'b@example.com' });
    const earlier = order(1, {
      orderId: v7({ msecs: now.getTime() - 1000 }),
      lines: [
        { skuId: 'zebra', quantity: 1 },
        { skuId: 'sku', quantity: 2 },
        { skuId: 'zebra', quantity: 1 },
      ],
      expectedTotalCents: 2900,
    });
    const state = given([
      { locationId: there, onHand: 2 },
      { locationId: here, onHand: 10 },
    ]);
    const { payBy, recoverAt } = state;
    const { outcomes, orders, lines, locks, stockChanges } = decidePlacements([later, earlier], {
      ...state,
      skus: new Map([...state.skus, ['zebra', { name: 'Zebra', priceCents: 450 }]]),
      stock: new Map([
        ['zebra', [{ skuId: 'zebra', locationId: here, onHand: 2, locked: 0 }]],
        ...state.stock,
      ]),
    });
    expect(outcomes).toEqual([
      { orderId: later.orderId, payBy, totalCents: 3000, currency: 'EUR' },
      { orderId: earlier.orderId, payBy, totalCents: 2900, currency: 'EUR' },
    ]);
    expect(orders.map(({ orderId }) => orderId)).toEqual([earlier.orderId, later.orderId]);
    expect(orders[1]).toEqual({
      orderId: later.orderId,
      buyerId: 'second',
      emailKey: 'second@example.com',
      clientNetwork: '203.0.113.7',
      status: 'pending_payment',
      statusReason: null,
      currency: 'EUR',
      totalCents: 3000,
      email: 'b@example.com',
      language: 'en',
      shippingAddress: later.shippingAddress,
      placedAt: now,
      payBy,
      recoverAt,
      settledAt: null,
      erasedAt: null,
    });
    expect(lines).toHaveLength(3);
    expect(lines).toContainEqual({
      orderId: earlier.orderId,
      skuId: 'zebra',
      quantity: 2,
      unitPriceCents: 450,
      name: 'Zebra',
      nameRead: null,
    });
    const lock = { recoverAt, state: 'active' };
    expect(locks).toEqual([
      { orderId: later.orderId, skuId: 'sku', locationId: here, quantity: 3, ...lock },
      { orderId: earlier.orderId, skuId: 'zebra', locationId: here, quantity: 2, ...lock },
      { orderId: earlier.orderId, skuId: 'sku', locationId: there, quantity: 2, ...lock },
    ]);
    expect(stockChanges).toEqual([
      { skuId: 'sku', locationId: here, onHand: 0, locked: 3 },
      { skuId: 'sku', locationId: there, onHand: 0, locked: 2 },
      { skuId: 'zebra', locationId: here, onHand: 0, locked: 2 },
    ]);
  });

  test('sort orders by id whichever order they arrive in', () => {
    const ids = [3, 1, 2].map((n) => v7({ msecs: now.getTime() + n }));
    const commands = ids.map((orderId) => order(1, { orderId }));
    const { orders } = decidePlacements(commands, given([{ locationId: here, onHand: 9 }]));
    expect(orders.map(({ orderId }) => orderId)).toEqual(ids.toSorted());
  });

  test('hold one order for one id sent twice in a batch', () => {
    const command = order(2);
    const { locks, stockChanges } = decidePlacements(
      [command, command],
      given([{ locationId: here, onHand: 5 }]),
    );
    expect(locks).toHaveLength(1);
    expect(stockChanges).toMatchObject([{ locked: 2 }]);
  });
});

describe('refusals', () => {
  const stock = [{ locationId: here, onHand: 50 }];

  /** Decides one order and expects a refusal that says something to the shopper. */
  function refuse(command: PlaceOrderCommand, state = given(stock)) {
    const { outcomes, ...writes } = decidePlacements([command], state);
    expect(writes).toEqual({ orders: [], lines: [], locks: [], stockChanges: [], holdings: [] });
    const [error] = outcomes;
    if (!(error instanceof DomainError)) throw new Error('expected a refusal');
    expect(error.message).toMatch(/\w/);
    return error;
  }

  test.each([
    ['a day early', -DAY_MS, 'placed'],
    ['more than a day early', -DAY_MS - 1, 'ORDER_ID_TIME'],
    ['a day late', DAY_MS, 'placed'],
    ['more than a day late', DAY_MS + 1, 'ORDER_ID_TIME'],
  ])('an order id whose time is %s: %s ms gives %s', (_, skewMs, code) => {
    const command = order(1, { orderId: v7({ msecs: now.getTime() + skewMs }) });
    expect(codes(decidePlacements([command], given(stock)).outcomes)).toEqual([code]);
  });

  test('ORDER_ID_TIME says what to do about it', () => {
    const command = order(1, { orderId: v7({ msecs: 0 }) });
    expect(refuse(command).details).toEqual({ code: 'ORDER_ID_TIME' });
  });

  test('UNKNOWN_SKU names the SKUs that are not on sale', () => {
    const lines = ['gone', 'sku', 'lost'].map((skuId) => ({ skuId, quantity: 1 }));
    expect(refuse(order(1, { lines })).details).toEqual({
      code: 'UNKNOWN_SKU',
      skuIds: ['gone', 'lost'],
    });
  });

  test('PRICE_CHANGED gives the total and the prices as they are now', () => {
    const error = refuse(order(2, { expectedTotalCents: 1999 }));
    expect(error.details).toEqual({
      code: 'PRICE_CHANGED',
      totalCents: 2000,
      lines: [{ skuId: 'sku', unitPriceCents: 1000 }],
    });
    expect(error.message).toContain('2000');
  });

  test.each([
    ['all locked', 5, 5, 'STOCK_RESERVED'],
    ['more than there is, locked or not', 6, 5, 'OUT_OF_STOCK'],
    ['as much as there is, some of it locked', 5, 3, 'STOCK_RESERVED'],
    ['one more than there is, some of it locked', 6, 3, 'OUT_OF_STOCK'],
    ['nothing on hand', 1, 0, 'OUT_OF_STOCK'],
  ])('%s: %i wanted, %i locked: %s', (_, wanted, locked, code) => {
    const onHand = locked === 0 ? 0 : 5;
    const state = given([{ locationId: here, onHand, locked }]);
    const error = refuse(order(wanted), state);
    expect(error.details).toEqual({
      code,
      lines: [{ skuId: 'sku', wanted, available: onHand - locked, reserved: locked }],
    });
  });

  test('of two items, one that cannot come back decides what is said', () => {
    const state = given([{ locationId: here, onHand: 1, locked: 1 }]);
    const both = order(1, {
      lines: ['sku', 'other'].map((skuId) => ({ skuId, quantity: 1 })),
      expectedTotalCents: 2000,
    });
    const skus = new Map([...state.skus, ['other', { name: '', priceCents: 1000 }]]);
    expect(refuse(both, { ...state, skus }).details).toMatchObject({
      code: 'OUT_OF_STOCK',
      lines: [{ reserved: 1 }, { reserved: 0 }],
    });
  });

  test('OUT_OF_STOCK gives what is left and what is reserved at all locations of each SKU', () => {
    const state = given([
      { locationId: here, onHand: 3, locked: 1 },
      { locationId: there, onHand: 1 },
    ]);
    const error = refuse(order(5), state);
    expect(error.details).toEqual({
      code: 'OUT_OF_STOCK',
      lines: [{ skuId: 'sku', wanted: 5, available: 3, reserved: 1 }],
    });
    expect(error.message).toContain('3 of 5 of SKU sku');
    const both = order(4, {
      lines: ['sku', 'other'].map((skuId) => ({ skuId, quantity: 4 })),
      expectedTotalCents: 8000,
    });
    const withOther = {
      ...state,
      skus: new Map([...state.skus, ['other', { name: '', priceCents: 1000 }]]),
    };
    expect(refuse(both, withOther).message).toContain('of SKU sku, 0 of 4 of SKU other');
    expect(refuse(order(1), given([], { stock: new Map() })).details).toMatchObject({
      lines: [{ skuId: 'sku', wanted: 1, available: 0 }],
    });
  });

  test('what the database and other batches show of the same order is counted once', () => {
    const subjects = { buyer: 'buyer', email: 'a@example.com', network: '203.0.113.7' };
    const lines = [{ skuId: 'sku', quantity: 2 }];
    const held = [
      { subject: 'buyer', orderId: 'a', skuId: 'sku', quantity: 2 },
      { subject: 'buyer', orderId: 'a', skuId: 'other', quantity: 9 },
      { subject: 'somebody else', orderId: 'c', skuId: 'sku', quantity: 9 },
    ];
    const elsewhere = [
      { orderId: 'a', subjects, lines },
      { orderId: 'b', subjects, lines },
      { orderId: 'b', subjects, lines },
      { orderId: 'd', subjects: { ...subjects, buyer: 'else' }, lines },
    ];
    const state = given(stock, { held, elsewhere });
    expect(codes(decidePlacements([order(6)], state).outcomes)).toEqual(['placed']);
    expect(refuse(order(7), state).details).toMatchObject({ code: 'TOO_MANY_UNITS_HELD' });
    expect(codes(decidePlacements([order(1), order(1)], state).outcomes)).toEqual([
      'placed',
      'TOO_MANY_OPEN_ORDERS',
    ]);
  });

  test('an error that is no refusal fails the whole batch', () => {
    const broken = given(stock, { existing: null! });
    expect(() => decidePlacements([order(1)], broken)).toThrow(TypeError);
  });
});

describe('an order id that exists', () => {
  const lines = [
    { skuId: 'sku', quantity: 2 },
    { skuId: 'other', quantity: 1 },
  ];
  const command = order(2, { lines, expectedTotalCents: 2500 });
  const state = given([], {
    skus: new Map([
      ['sku', { name: 'Thing', priceCents: 1000 }],
      ['other', { name: 'Other', priceCents: 500 }],
    ]),
    stock: new Map(
      lines.map(({ skuId }) => [skuId, [{ skuId, locationId: here, onHand: 50, locked: 0 }]]),
    ),
  });
  const first = decidePlacements([command], state);
  const existing = new Map([[command.orderId, { order: first.orders[0]!, lines: first.lines }]]);
  /** Sent again later, when the window of a new order would end later. */
  const again = (changes: Partial<PlaceOrderCommand>) =>
    decidePlacements([{ ...command, ...changes }], {
      ...state,
      payBy: new Date(state.payBy.getTime() + 60_000),
      existing,
    });

  test('is answered as the first time and writes nothing', () => {
    const { outcomes, ...writes } = again({});
    expect(outcomes).toEqual(first.outcomes);
    expect(writes).toEqual({ orders: [], lines: [], locks: [], stockChanges: [], holdings: [] });
  });

  test('may come with its lines split', () => {
    const split = ['sku', 'other', 'sku'].map((skuId) => ({ skuId, quantity: 1 }));
    expect(again({ lines: split }).outcomes).toEqual(first.outcomes);
  });

  const { shippingAddress } = command;
  test.each<[string, Partial<PlaceOrderCommand>]>([
    ['another buyer', { buyerId: 'somebody else' }],
    ['another e-mail address', { email: 'b@example.com' }],
    ['another total', { expectedTotalCents: 1 }],
    ['another quantity', { lines: lines.map((line) => ({ ...line, quantity: 2 })) }],
    ['another SKU', { lines: [lines[0]!, { skuId: 'third', quantity: 1 }] }],
    ['one line more', { lines: [...lines, { skuId: 'third', quantity: 1 }] }],
    ['one line less', { lines: lines.slice(1) }],
    ['no lines', { lines: [] }],
    ...(
      [
        'name',
        'phone',
        'line1',
        'line2',
        'district',
        'city',
        'region',
        'postalCode',
        'country',
      ] as const
    ).map((key): [string, Partial<PlaceOrderCommand>] => [
      `another ${key}`,
      { shippingAddress: { ...shippingAddress, [key]: 'X' } },
    ]),
  ])('is refused with %s', (_, changes) => {
    const [error] = again(changes).outcomes;
    expect(error).toMatchObject({ details: { code: 'ORDER_ID_REUSED' } });
    expect((error as DomainError).message).toMatch(/\w/);
  });
});

test('the earliest open order is a payment window and the allowed clock skew old', () => {
  expect(earliestOpenOrderTime(now, 900_000)).toEqual(new Date(now.getTime() - 900_000 - DAY_MS));
});
