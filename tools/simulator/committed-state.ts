import type { SimulatedDatabase } from './database.ts';
import type { JobRow } from './job-queue.ts';

export interface OrderRow {
  order_id: string;
  buyer_id: string;
  email: string;
  status: 'pending_payment' | 'paid' | 'cancelled';
  status_reason: string | null;
  total_cents: number;
  currency: string;
  placed_at: string;
  pay_by: string;
  recover_at: string;
}

export interface LockRow {
  order_id: string;
  sku_id: string;
  location_id: string;
  quantity: number;
  state: 'active' | 'consumed' | 'released';
}

export interface StockRow {
  sku_id: string;
  location_id: string;
  on_hand: number;
  locked: number;
}

export interface AdjustmentRow {
  adjustment_id: string;
  sku_id: string;
  location_id: string;
  delta: number;
}

export interface PaymentRow {
  order_id: string;
  state: string;
  session_id: string | null;
  payment_intent_id: string | null;
  paid_cents: number;
}

export interface RefundRow {
  order_id: string;
  refund_id: string;
  state: 'requested' | 'pending' | 'succeeded' | 'failed';
  reason: string;
  payment_intent_id: string;
  service_refund_id: string | null;
  amount_cents: number;
  resolution: string | null;
}

export interface WebhookEventRow {
  event_id: string;
  kind: string;
  applied_at: string | null;
}

export interface HeldPaymentRow {
  order_id: string;
  payment_intent_id: string;
  amount_cents: number;
  resolved_at: string | null;
}

interface TableRows {
  orders: OrderRow;
  stock_locks: LockRow;
  stock: StockRow;
  stock_adjustments: AdjustmentRow;
  payments: PaymentRow;
  webhook_events: WebhookEventRow;
  refunds: RefundRow;
  held_payments: HeldPaymentRow;
  simulated_jobs: JobRow;
}

type TableName = keyof TableRows;

export type RowChange = {
  [T in TableName]: {
    table: T;
    key: string;
    before: TableRows[T] | undefined;
    after: TableRows[T];
  };
}[TableName];

const primaryKeys: { [T in TableName]: (keyof TableRows[T])[] } = {
  orders: ['order_id'],
  stock_locks: ['order_id', 'sku_id', 'location_id'],
  stock: ['sku_id', 'location_id'],
  stock_adjustments: ['adjustment_id'],
  payments: ['order_id'],
  webhook_events: ['event_id'],
  refunds: ['order_id', 'refund_id'],
  held_payments: ['order_id', 'payment_intent_id'],
  simulated_jobs: ['job_id'],
};

// The system column xmin is the transaction that wrote a row, so only new rows are read.
const changesQuery = Object.keys(primaryKeys)
  .map(
    (table) =>
      `select '${table}' as "table", xmin::text::bigint as wrote, to_jsonb(t) as row from ${table} t
       where xmin::text::bigint > $1`,
  )
  .join(' union all ');

/** The shop's committed rows, updated with what each commit changed. */
export class CommittedState {
  readonly tables: { [T in TableName]: Map<string, TableRows[T]> } = {
    orders: new Map(),
    stock_locks: new Map(),
    stock: new Map(),
    stock_adjustments: new Map(),
    payments: new Map(),
    webhook_events: new Map(),
    refunds: new Map(),
    held_payments: new Map(),
    simulated_jobs: new Map(),
  };
  readonly #database: SimulatedDatabase;
  #lastTransactionId = 0;

  constructor(database: SimulatedDatabase) {
    this.#database = database;
  }

  /** @returns the rows written since the last call, with their former values */
  async readChanges(): Promise<RowChange[]> {
    const { rows } = await this.#database.query(changesQuery, [this.#lastTransactionId]);
    return (rows as { table: TableName; wrote: number; row: TableRows[TableName] }[]).map(
      (found) => {
        const { table, wrote, row } = found;
        this.#lastTransactionId = Math.max(this.#lastTransactionId, wrote);
        const key = keyOf(table, row);
        const kept = this.tables[table] as Map<string, TableRows[TableName]>;
        const before = kept.get(key);
        kept.set(key, row);
        return { table, key, before, after: row } as RowChange;
      },
    );
  }

  hasEvent(eventId: string): boolean {
    return this.tables.webhook_events.has(eventId);
  }

  locksOf(orderId: string): LockRow[] {
    return [...this.tables.stock_locks.values()].filter((lock) => lock.order_id === orderId);
  }

  refundsOf(orderId: string): RefundRow[] {
    return [...this.tables.refunds.values()].filter((refund) => refund.order_id === orderId);
  }
}

function keyOf<T extends TableName>(table: T, row: TableRows[T]): string {
  return primaryKeys[table].map((column) => String(row[column])).join(' ');
}
