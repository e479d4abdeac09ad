import { addMs } from '../platform/clock.ts';
import { DomainError } from '../shared/errors.ts';
import { idTimestampMs } from '../platform/ids.ts';
import { currencyOf } from '../shared/currencies.ts';
import { sumLineTotals } from '../shared/money.ts';
import {
  allocate,
  available,
  compareStockRows,
  type Stock,
  type StockChange,
  type StockLock,
} from '../inventory/stock.ts';
import type { Order, OrderLine } from './order.ts';
import type { PlaceOrderInput } from '../shared/order-schema.ts';

export interface PlaceOrderCommand extends PlaceOrderInput {
  buyerId: string;
}

/** What `orders.place` answers, the first time and every time the same order id is sent again. */
export interface PlacedOrder {
  orderId: string;
  payBy: Date;
  totalCents: number;
  currency: string;
}

/** What a batch of placements is decided on, read from the database. */
export interface PlacementState {
  now: Date;
  payBy: Date;
  recoverAt: Date;
  currency: string;
  openOrdersMax: number;
  unitsHeldMax: number;
  /** SKUs on sale; no other can be bought. */
  skus: ReadonlyMap<string, { name: string; priceCents: number }>;
  /** Stock rows per SKU, in lock order. */
  stock: ReadonlyMap<string, readonly Stock[]>;
  /** Orders of the batch's ids that exist already. */
  existing: ReadonlyMap<string, { order: Order; lines: readonly OrderLine[] }>;
  /** Units in the buyers' open orders, since `earliestOpenOrderTime`. */
  held: readonly { buyerId: string; orderId: string; skuId: string; quantity: number }[];
}

export interface PlacementResult {
  /** One per command, in order: the placed order, or the error for this caller alone. */
  outcomes: (PlacedOrder | DomainError)[];
  orders: Order[];
  lines: OrderLine[];
  locks: (StockLock & { state: 'active' })[];
  /** How much each stock row's locked count rises. */
  stockChanges: StockChange[];
}

/** Order ids hold the browser's time; pages correct it by the server's clock. */
const ORDER_ID_SKEW_MS_MAX = 24 * 60 * 60 * 1000;

/**
 * The earliest time in the id of an order whose payment window may still be open. Older pending orders
 * are being closed or have a payment in processing; they count towards no limit.
 */
export function earliestOpenOrderTime(now: Date, paymentWindowMs: number): Date {
  return addMs(now, -paymentWindowMs - ORDER_ID_SKEW_MS_MAX);
}

/**
 * Decides a batch of placements in order of arrival. Pure. Each order sees the stock that the ones
 * before it left; a refused order takes nothing.
 */
export function decidePlacements(
  commands: readonly PlaceOrderCommand[],
  state: PlacementState,
): PlacementResult {
  const batch = new PlacementBatch(state);
  const outcomes = commands.map((command) => {
    try {
      return batch.decide(command);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  });
  return { outcomes, ...batch.writes() };
}

class PlacementBatch {
  readonly #state: PlacementState;
  readonly #stock = new Map<string, Stock[]>();
  readonly #placed = new Map<string, { order: Order; lines: readonly OrderLine[] }>();
  readonly #openOrders = new Map<string, Set<string>>();
  readonly #unitsHeld = new Map<string, number>();
  readonly #locks: (StockLock & { state: 'active' })[] = [];
  readonly #lockedIncreases = new Map<Stock, number>();

  constructor(state: PlacementState) {
    this.#state = state;
    for (const [skuId, rows] of state.stock) {
      this.#stock.set(
        skuId,
        rows.map((row) => ({ ...row })),
      );
    }
    for (const row of state.held)
      this.#addHeldUnits(row.buyerId, row.orderId, row.skuId, row.quantity);
  }

  decide(command: PlaceOrderCommand): PlacedOrder {
    const lines = mergeLines(command.lines);
    const earlier = this.#state.existing.get(command.orderId) ?? this.#placed.get(command.orderId);
    if (earlier) return answerDuplicate(command, lines, earlier);

    this.#assertOrderIdTime(command.orderId);
    const priced = this.#price(command, lines);
    this.#assertBuyerLimits(command, lines);
    const allocations = this.#allocate(lines);

    const order: Order = {
      orderId: command.orderId,
      buyerId: command.buyerId,
      status: 'pending_payment',
      statusReason: null,
      currency: this.#state.currency,
      totalCents: sumLineTotals(priced),
      email: command.email,
      shippingAddress: command.shippingAddress,
      placedAt: this.#state.now,
      payBy: this.#state.payBy,
      recoverAt: this.#state.recoverAt,
      settledAt: null,
      erasedAt: null,
    };
    this.#placed.set(order.orderId, { order, lines: priced });
    for (const { row, quantity } of allocations) {
      row.locked += quantity;
      this.#lockedIncreases.set(row, (this.#lockedIncreases.get(row) ?? 0) + quantity);
      this.#addHeldUnits(order.buyerId, order.orderId, row.skuId, quantity);
      this.#locks.push({
        orderId: order.orderId,
        skuId: row.skuId,
        locationId: row.locationId,
        quantity,
        recoverAt: order.recoverAt,
        state: 'active',
      });
    }
    return toPlacedOrder(order);
  }

  writes(): Omit<PlacementResult, 'outcomes'> {
    const placed = [...this.#placed.values()];
    return {
      // Sorted, so that two processes that insert the same ids cannot deadlock.
      orders: placed.map(({ order }) => order).sort((a, b) => (a.orderId < b.orderId ? -1 : 1)),
      lines: placed.flatMap(({ lines }) => lines),
      locks: this.#locks,
      stockChanges: [...this.#lockedIncreases]
        .map(([{ skuId, locationId }, locked]) => ({ skuId, locationId, onHand: 0, locked }))
        .sort(compareStockRows),
    };
  }

  #assertOrderIdTime(orderId: string): void {
    const skewMs = Math.abs(idTimestampMs(orderId) - this.#state.now.getTime());
    if (skewMs > ORDER_ID_SKEW_MS_MAX) {
      throw new DomainError(
        { code: 'ORDER_ID_TIME' },
        'The time in the order id differs from ours by more than a day; make a new id with a correct clock.',
      );
    }
  }

  #price(command: PlaceOrderCommand, lines: Line[]): OrderLine[] {
    const unknown = lines.filter((line) => !this.#state.skus.has(line.skuId));
    if (unknown.length > 0) {
      throw new DomainError(
        { code: 'UNKNOWN_SKU', skuIds: unknown.map((line) => line.skuId) },
        'Some items are not on sale any more; remove them from the cart.',
      );
    }
    const priced = lines.map((line) => {
      const sku = this.#state.skus.get(line.skuId)!;
      return {
        orderId: command.orderId,
        skuId: line.skuId,
        quantity: line.quantity,
        unitPriceCents: sku.priceCents,
        name: sku.name,
      };
    });
    const totalCents = sumLineTotals(priced);
    if (totalCents !== command.expectedTotalCents) {
      throw new DomainError(
        {
          code: 'PRICE_CHANGED',
          totalCents,
          lines: priced.map(({ skuId, unitPriceCents }) => ({ skuId, unitPriceCents })),
        },
        `The total is ${totalCents} now, not ${command.expectedTotalCents}; check the prices and confirm again.`,
      );
    }
    this.#assertPayable(totalCents);
    return priced;
  }

  /** Stock must not be locked for an order that the payment service would refuse. */
  #assertPayable(totalCents: number): void {
    const { currency } = this.#state;
    const { minCents, maxCents } = currencyOf(currency);
    if (totalCents >= minCents && totalCents <= maxCents) return;
    throw new DomainError(
      { code: 'TOTAL_NOT_PAYABLE', minCents, maxCents, currency },
      `The total is ${totalCents}; one payment must be from ${minCents} to ${maxCents} ${currency}, in minor units.`,
    );
  }

  #assertBuyerLimits(command: PlaceOrderCommand, lines: Line[]): void {
    const { openOrdersMax, unitsHeldMax } = this.#state;
    if ((this.#openOrders.get(command.buyerId)?.size ?? 0) >= openOrdersMax) {
      throw new DomainError(
        { code: 'TOO_MANY_OPEN_ORDERS', limit: openOrdersMax },
        `You have ${openOrdersMax} unpaid orders; pay or cancel one first.`,
      );
    }
    for (const line of lines) {
      const held = this.#unitsHeld.get(command.buyerId + line.skuId) ?? 0;
      if (held + line.quantity > unitsHeldMax) {
        throw new DomainError(
          { code: 'TOO_MANY_UNITS_HELD', skuId: line.skuId, limit: unitsHeldMax },
          `Unpaid orders can hold at most ${unitsHeldMax} units of one item; yours hold ${held}.`,
        );
      }
    }
  }

  #allocate(lines: Line[]): { row: Stock; quantity: number }[] {
    const allocations = [];
    const shortLines = [];
    for (const line of lines) {
      const rows = this.#stock.get(line.skuId) ?? [];
      const allocation = allocate(rows, line.quantity);
      if (allocation) {
        allocations.push(...allocation);
      } else {
        const left = rows.reduce((sum, row) => sum + available(row), 0);
        shortLines.push({ skuId: line.skuId, wanted: line.quantity, available: left });
      }
    }
    if (shortLines.length > 0) {
      const details = shortLines.map(
        (line) => `${line.available} of ${line.wanted} of SKU ${line.skuId}`,
      );
      throw new DomainError(
        { code: 'OUT_OF_STOCK', lines: shortLines },
        `Out of stock: ${details.join(', ')} left. Nothing was ordered.`,
      );
    }
    return allocations;
  }

  #addHeldUnits(buyerId: string, orderId: string, skuId: string, quantity: number): void {
    const orders = this.#openOrders.get(buyerId);
    if (orders) orders.add(orderId);
    else this.#openOrders.set(buyerId, new Set([orderId]));
    const key = buyerId + skuId;
    this.#unitsHeld.set(key, (this.#unitsHeld.get(key) ?? 0) + quantity);
  }
}

interface Line {
  skuId: string;
  quantity: number;
}

/** Merges lines of the same SKU, since their stock is decided together. */
function mergeLines(lines: readonly Line[]): Line[] {
  const quantities = new Map<string, number>();
  for (const { skuId, quantity } of lines) {
    quantities.set(skuId, (quantities.get(skuId) ?? 0) + quantity);
  }
  return [...quantities].map(([skuId, quantity]) => ({ skuId, quantity }));
}

function toPlacedOrder({ orderId, payBy, totalCents, currency }: Order): PlacedOrder {
  return { orderId, payBy, totalCents, currency };
}

/**
 * Repeating a request answers the same order; the id with other content or from another buyer is refused.
 * Of an erased order only buyer, lines and total are left to compare.
 */
function answerDuplicate(
  command: PlaceOrderCommand,
  lines: Line[],
  earlier: { order: Order; lines: readonly OrderLine[] },
): PlacedOrder {
  const { order } = earlier;
  const quantities = new Map(earlier.lines.map((line) => [line.skuId, line.quantity]));
  const isSame =
    order.buyerId === command.buyerId &&
    order.totalCents === command.expectedTotalCents &&
    (order.erasedAt !== null || isSameCustomer(order, command)) &&
    quantities.size === lines.length &&
    lines.every((line) => quantities.get(line.skuId) === line.quantity);
  if (!isSame) {
    throw new DomainError(
      { code: 'ORDER_ID_REUSED' },
      'This order id belongs to another order; make a new id for a new order.',
    );
  }
  return toPlacedOrder(order);
}

type Customer = Pick<Order, 'email' | 'shippingAddress'>;

function isSameCustomer(a: Customer, b: Customer): boolean {
  const keys = ['name', 'line1', 'line2', 'city', 'postalCode', 'country'] as const;
  const isSameAddress = keys.every((key) => a.shippingAddress[key] === b.shippingAddress[key]);
  return a.email === b.email && isSameAddress;
}
