import { addMs } from '../platform/clock.ts';
import type { HoldRules } from '../platform/deps.ts';
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
import { Holdings, type Subjects } from '../limits/hold-limits.ts';
import { Purchases } from '../limits/purchase-limits.ts';
import type { Order, OrderLine } from './order.ts';
import type { Language } from '../shared/languages.ts';
import type { PlaceOrderInput } from '../shared/order-schema.ts';

export interface PlaceOrderCommand extends PlaceOrderInput {
  buyerId: string;
  /** The e-mail address as limits count it (`toEmailKey`). */
  emailKey: string;
  /** The client's IPv4 address or IPv6 /64. */
  clientNetwork: string;
}

/** A new order, with what limits count it by. */
export type NewOrder = Order & Pick<PlaceOrderCommand, 'emailKey' | 'clientNetwork'>;

/** What one unpaid order holds, and by whom that is counted. */
export interface PlacedHolding {
  orderId: string;
  subjects: Subjects;
  lines: readonly Line[];
}

/** What `orders.place` answers, the first time and every time the same order id is sent again. */
export interface PlacedOrder {
  orderId: string;
  payBy: Date;
  totalCents: number;
  currency: string;
}

/** The names of a SKU in further languages, as far as a batch needs them. */
type NamesRead = Partial<Record<Language, string>>;

/** What a batch of placements is decided on, read from the database. */
export interface PlacementState {
  now: Date;
  payBy: Date;
  recoverAt: Date;
  currency: string;
  holdRules: HoldRules;
  /** SKUs on sale; no other can be bought. */
  skus: ReadonlyMap<string, { name: string; namesRead?: NamesRead; priceCents: number }>;
  /** Units per customer, of the SKUs that have a limit. */
  purchaseLimits: ReadonlyMap<string, number>;
  /** Units of these SKUs that the batch's buyers and e-mail addresses have bought, paid or not. */
  purchased: readonly { subject: string; orderId: string; skuId: string; quantity: number }[];
  /** Stock rows per SKU, in lock order. */
  stock: ReadonlyMap<string, readonly Stock[]>;
  /** Orders of the batch's ids that exist already. */
  existing: ReadonlyMap<string, { order: Order; lines: readonly OrderLine[] }>;
  /** Units in open orders of the batch's subjects, since `earliestOpenOrderTime`. */
  held: readonly { subject: string; orderId: string; skuId: string; quantity: number }[];
  /** Orders of other batches, which `held` may lack. */
  elsewhere: readonly PlacedHolding[];
  /** Keys of subjects that no limit applies to. */
  exempt?: ReadonlySet<string>;
}

export interface PlacementResult {
  /** One per command, in order: the placed order, or the error for this caller alone. */
  outcomes: (PlacedOrder | DomainError)[];
  orders: NewOrder[];
  lines: OrderLine[];
  locks: (StockLock & { state: 'active' })[];
  /** How much each stock row's locked count rises. */
  stockChanges: StockChange[];
  holdings: PlacedHolding[];
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
  const batch = new PlacementBatch(commands, state);
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
  readonly #placed = new Map<string, { order: NewOrder; lines: readonly OrderLine[] }>();
  readonly #holdings: Holdings;
  readonly #purchases: Purchases;
  readonly #placedHoldings: PlacedHolding[] = [];
  readonly #locks: (StockLock & { state: 'active' })[] = [];
  readonly #lockedIncreases = new Map<Stock, number>();

  constructor(commands: readonly PlaceOrderCommand[], state: PlacementState) {
    this.#state = state;
    this.#holdings = countHoldings(commands, state);
    this.#purchases = countPurchases(state);
    for (const [skuId, rows] of state.stock) {
      this.#stock.set(
        skuId,
        rows.map((row) => ({ ...row })),
      );
    }
  }

  decide(command: PlaceOrderCommand): PlacedOrder {
    const lines = mergeLines(command.lines);
    const earlier = this.#state.existing.get(command.orderId) ?? this.#placed.get(command.orderId);
    if (earlier) return answerDuplicate(command, lines, earlier);

    this.#assertOrderIdTime(command.orderId);
    const priced = this.#price(command, lines);
    const subjects = subjectsOf(command);
    this.#holdings.assertWithinLimits(subjects, lines);
    this.#purchases.assertWithinLimits(subjects, lines);
    const allocations = this.#allocate(lines);

    const order: NewOrder = {
      orderId: command.orderId,
      buyerId: command.buyerId,
      status: 'pending_payment',
      statusReason: null,
      currency: this.#state.currency,
      totalCents: sumLineTotals(priced),
      email: command.email,
      language: command.language,
      emailKey: command.emailKey,
      clientNetwork: command.clientNetwork,
      shippingAddress: command.shippingAddress,
      placedAt: this.#state.now,
      payBy: this.#state.payBy,
      recoverAt: this.#state.recoverAt,
      settledAt: null,
      erasedAt: null,
    };
    this.#placed.set(order.orderId, { order, lines: priced });
    this.#hold({ orderId: order.orderId, subjects, lines });
    for (const { row, quantity } of allocations) {
      row.locked += quantity;
      this.#lockedIncreases.set(row, (this.#lockedIncreases.get(row) ?? 0) + quantity);
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
      holdings: this.#placedHoldings,
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
        nameRead: sku.namesRead?.[command.language] ?? null,
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
        const reserved = rows.reduce((sum, { locked }) => sum + locked, 0);
        shortLines.push({ skuId: line.skuId, wanted: line.quantity, available: left, reserved });
      }
    }
    if (shortLines.length > 0) throw shortStockError(shortLines);
    return allocations;
  }

  #hold(holding: PlacedHolding): void {
    this.#placedHoldings.push(holding);
    for (const key of Object.values(holding.subjects)) {
      this.#holdings.add(key, holding.lines);
      this.#purchases.add(key, holding.lines);
    }
  }
}

function shortStockError(
  lines: { skuId: string; wanted: number; available: number; reserved: number }[],
): DomainError {
  const left = lines.map((line) => `${line.available} of ${line.wanted} of SKU ${line.skuId}`);
  const mayComeBack = lines.every((line) => line.wanted <= line.available + line.reserved);
  return mayComeBack
    ? new DomainError(
        { code: 'STOCK_RESERVED', lines },
        `Unpaid orders hold too much: ${left.join(', ')} left. Nothing was ordered; try again when their time to pay has ended.`,
      )
    : new DomainError(
        { code: 'OUT_OF_STOCK', lines },
        `Out of stock: ${left.join(', ')} left. Nothing was ordered.`,
      );
}

/** By whom an order is counted. */
export function subjectsOf(command: PlaceOrderCommand): Subjects {
  return { buyer: command.buyerId, email: command.emailKey, network: command.clientNetwork };
}

/** What the subjects of the batch hold: by the database, and by batches that it does not show yet. */
function countHoldings(
  commands: readonly PlaceOrderCommand[],
  { holdRules, held, elsewhere, exempt }: PlacementState,
): Holdings {
  const holdings = new Holdings(holdRules, exempt);
  for (const rows of Map.groupBy(held, (row) => row.subject + row.orderId).values()) {
    holdings.add(rows[0]!.subject, rows);
  }
  if (elsewhere.length === 0) return holdings;
  const keys = new Set(commands.flatMap((command) => Object.values(subjectsOf(command))));
  const counted = new Set(held.map((row) => row.orderId));
  for (const { orderId, subjects, lines } of elsewhere) {
    if (counted.has(orderId)) continue;
    counted.add(orderId);
    for (const key of Object.values(subjects)) if (keys.has(key)) holdings.add(key, lines);
  }
  return holdings;
}

/** What customers have bought of SKUs with a purchase limit. */
function countPurchases({
  purchaseLimits,
  purchased,
  elsewhere,
  exempt,
}: PlacementState): Purchases {
  const purchases = new Purchases(purchaseLimits, exempt);
  if (purchaseLimits.size === 0) return purchases;
  for (const row of purchased) purchases.add(row.subject, [row]);
  const counted = new Set(purchased.map((row) => row.orderId));
  for (const { orderId, subjects, lines } of elsewhere) {
    if (counted.has(orderId)) continue;
    counted.add(orderId);
    for (const key of Object.values(subjects)) purchases.add(key, lines);
  }
  return purchases;
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
  const keys = [
    'name',
    'phone',
    'line1',
    'line2',
    'district',
    'city',
    'region',
    'postalCode',
    'country',
  ] as const;
  const isSameAddress = keys.every((key) => a.shippingAddress[key] === b.shippingAddress[key]);
  return a.email === b.email && isSameAddress;
}
