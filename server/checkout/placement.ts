import { addMs } from '../platform/clock.ts';
import { DomainError } from '../shared/errors.ts';
import { idTimestampMs } from '../platform/ids.ts';
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

/** What a group of placements is decided on. */
export interface PlacementState {
  now: Date;
  payBy: Date;
  recoverAt: Date;
  currency: string;
  openOrdersMax: number;
  unitsHeldMax: number;
  /** SKUs on sale; what is not in here cannot be bought. */
  skus: ReadonlyMap<string, { name: string; priceCents: number }>;
  /** Stock rows per SKU, in lock order. */
  stock: ReadonlyMap<string, readonly Stock[]>;
  /** Orders that exist already under the ids of the group. */
  existing: ReadonlyMap<string, { order: Order; lines: readonly OrderLine[] }>;
  /** What the buyers of the group hold in open orders, since `earliestOpen`. */
  held: readonly { buyerId: string; orderId: string; skuId: string; quantity: number }[];
}

export interface PlacementResult {
  /** One per command, in order: the answer, or the error for this caller alone. */
  outcomes: (PlacedOrder | DomainError)[];
  orders: Order[];
  lines: OrderLine[];
  locks: (StockLock & { state: 'active' })[];
  /** How much each stock row's locked count rises. */
  raised: StockChange[];
}

/** A browser whose clock is further off than this cannot name orders; pages correct theirs by ours. */
const ORDER_ID_SKEW_MS_MAX = 24 * 60 * 60 * 1000;

/**
 * The earliest time in the id of an order that may still be within its payment window. Older ones
 * that pend are being closed, or their money is under way; they count for no limit.
 */
export function earliestOpenOrderTime(now: Date, paymentWindowMs: number): Date {
  return addMs(now, -paymentWindowMs - ORDER_ID_SKEW_MS_MAX);
}

/**
 * Decides a group of placements in order of arrival. Pure: it sees each order with what the ones
 * before it have taken, and one that is refused takes nothing.
 */
export function decidePlacements(
  commands: readonly PlaceOrderCommand[],
  state: PlacementState,
): PlacementResult {
  const group = new PlacementBatch(state);
  const outcomes = commands.map((command) => {
    try {
      return group.decide(command);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  });
  return { outcomes, ...group.writes() };
}

class PlacementBatch {
  readonly #state: PlacementState;
  readonly #stock = new Map<string, Stock[]>();
  readonly #placed = new Map<string, { order: Order; lines: readonly OrderLine[] }>();
  readonly #openOrders = new Map<string, Set<string>>();
  readonly #unitsHeld = new Map<string, number>();
  readonly #locks: (StockLock & { state: 'active' })[] = [];
  readonly #raised = new Map<Stock, number>();

  constructor(state: PlacementState) {
    this.#state = state;
    for (const [skuId, rows] of state.stock) {
      this.#stock.set(
        skuId,
        rows.map((row) => ({ ...row })),
      );
    }
    for (const row of state.held) this.#hold(row.buyerId, row.orderId, row.skuId, row.quantity);
  }

  decide(command: PlaceOrderCommand): PlacedOrder {
    const lines = mergeLines(command.lines);
    const earlier = this.#state.existing.get(command.orderId) ?? this.#placed.get(command.orderId);
    if (earlier) return answerDuplicate(command, lines, earlier);

    this.#refuseWrongTime(command.orderId);
    const priced = this.#price(command, lines);
    this.#refuseWhoHoldsTooMuch(command, lines);
    const taken = this.#take(lines);

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
    };
    this.#placed.set(order.orderId, { order, lines: priced });
    for (const { row, quantity } of taken) {
      row.locked += quantity;
      this.#raised.set(row, (this.#raised.get(row) ?? 0) + quantity);
      this.#hold(order.buyerId, order.orderId, row.skuId, quantity);
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
      // Sorted, so that two processes that place the same ids wait for each other in one order.
      orders: placed.map(({ order }) => order).sort((a, b) => (a.orderId < b.orderId ? -1 : 1)),
      lines: placed.flatMap(({ lines }) => lines),
      locks: this.#locks,
      raised: [...this.#raised]
        .map(([{ skuId, locationId }, locked]) => ({ skuId, locationId, onHand: 0, locked }))
        .sort(compareStockRows),
    };
  }

  #refuseWrongTime(orderId: string): void {
    const skewMs = Math.abs(idTimestampMs(orderId) - this.#state.now.getTime());
    if (skewMs > ORDER_ID_SKEW_MS_MAX) {
      throw new DomainError(
        { code: 'ORDER_ID_TIME' },
        'The order id was made at a time more than a day away from ours; make a new one with a correct clock.',
      );
    }
  }

  #price(command: PlaceOrderCommand, lines: Line[]): OrderLine[] {
    const unknown = lines.filter((line) => !this.#state.skus.has(line.skuId));
    if (unknown.length > 0) {
      throw new DomainError(
        { code: 'UNKNOWN_SKU', skuIds: unknown.map((line) => line.skuId) },
        'Some items are not on sale (any more); take them out of the cart.',
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
        `The total is ${totalCents} now, not ${command.expectedTotalCents}; look at the prices again and confirm.`,
      );
    }
    return priced;
  }

  #refuseWhoHoldsTooMuch(command: PlaceOrderCommand, lines: Line[]): void {
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
          `At most ${unitsHeldMax} units of one item can be held in unpaid orders; you hold ${held}.`,
        );
      }
    }
  }

  #take(lines: Line[]): { row: Stock; quantity: number }[] {
    const taken = [];
    const short = [];
    for (const line of lines) {
      const rows = this.#stock.get(line.skuId) ?? [];
      const allocation = allocate(rows, line.quantity);
      if (allocation) {
        taken.push(...allocation);
      } else {
        const left = rows.reduce((sum, row) => sum + available(row), 0);
        short.push({ skuId: line.skuId, wanted: line.quantity, available: left });
      }
    }
    if (short.length > 0) {
      const told = short.map((line) => `${line.available} of ${line.wanted} of SKU ${line.skuId}`);
      throw new DomainError(
        { code: 'OUT_OF_STOCK', lines: short },
        `Too few are left: ${told.join(', ')}. Nothing was ordered.`,
      );
    }
    return taken;
  }

  #hold(buyerId: string, orderId: string, skuId: string, quantity: number): void {
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

/** Adds up lines of the same SKU, which must be decided together. */
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

/** The same id with the same content is the same order; with other content, or from another buyer, refused. */
function answerDuplicate(
  command: PlaceOrderCommand,
  lines: Line[],
  earlier: { order: Order; lines: readonly OrderLine[] },
): PlacedOrder {
  const { order } = earlier;
  const bought = new Map(earlier.lines.map((line) => [line.skuId, line.quantity]));
  const same =
    order.buyerId === command.buyerId &&
    order.email === command.email &&
    order.totalCents === command.expectedTotalCents &&
    isSameAddress(order, command) &&
    bought.size === lines.length &&
    lines.every((line) => bought.get(line.skuId) === line.quantity);
  if (!same) {
    throw new DomainError(
      { code: 'ORDER_ID_REUSED' },
      'This order id was used for another order; make a new id for a new order.',
    );
  }
  return toPlacedOrder(order);
}

function isSameAddress(a: Pick<Order, 'shippingAddress'>, b: Pick<Order, 'shippingAddress'>) {
  const keys = ['name', 'line1', 'line2', 'city', 'postalCode', 'country'] as const;
  return keys.every((key) => a.shippingAddress[key] === b.shippingAddress[key]);
}
