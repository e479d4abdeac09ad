import type { Database } from './database.ts';

/**
 * `pending`: tried when due; `held`: will be sent out of order; `dropped`: lost by a fault; `abandoned`:
 * failed for three days.
 */
export type DeliveryState = 'pending' | 'held' | 'delivered' | 'dropped' | 'abandoned';

export interface Attempt {
  at: number;
  /** The HTTP status, or null without a response. */
  status: number | null;
  error: string | null;
  took_ms: number;
}

export interface Delivery {
  id: string;
  event_id: string;
  event_type: string;
  session_id: string | null;
  state: DeliveryState;
  created_at: number;
  due_at: number;
  attempts: number;
  log: Attempt[];
}

type Row = Omit<Delivery, 'log'> & { log: string };

const columns = 'id, event_id, event_type, session_id, state, created_at, due_at, attempts, log';
const attemptsKeptMax = 20;

export function insertDelivery(db: Database, delivery: Delivery): void {
  db.run(
    `INSERT INTO deliveries (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    delivery.id,
    delivery.event_id,
    delivery.event_type,
    delivery.session_id,
    delivery.state,
    delivery.created_at,
    delivery.due_at,
    delivery.attempts,
    JSON.stringify(delivery.log),
  );
}

/** Stores the result of an attempt; the log keeps only the last attempts. */
export function updateDelivery(db: Database, delivery: Delivery): void {
  db.run(
    'UPDATE deliveries SET state = ?, due_at = ?, attempts = ?, log = ? WHERE id = ?',
    delivery.state,
    delivery.due_at,
    delivery.attempts,
    JSON.stringify(delivery.log.slice(-attemptsKeptMax)),
    delivery.id,
  );
}

export function findDelivery(db: Database, id: string): Delivery | undefined {
  const row = db.get(`SELECT ${columns} FROM deliveries WHERE id = ?`, id) as Row | undefined;
  return row && fromRow(row);
}

export function findDueDeliveries(db: Database, now: number, limit: number): Delivery[] {
  const rows = db.all(
    `SELECT ${columns} FROM deliveries WHERE state = 'pending' AND due_at <= ?
       ORDER BY due_at, seq LIMIT ?`,
    now,
    limit,
  ) as Row[];
  return rows.map(fromRow);
}

export function findNextDeliveryTime(db: Database, after: number): number | null {
  const row = db.get(
    `SELECT min(due_at) AS next FROM deliveries WHERE state = 'pending' AND due_at > ?`,
    after,
  ) as { next: number | null };
  return row.next;
}

/** The held deliveries, newest first: the order in which they are sent. */
export function findHeldDeliveries(db: Database): Delivery[] {
  const rows = db.all(
    `SELECT ${columns} FROM deliveries WHERE state = 'held' ORDER BY seq DESC`,
  ) as Row[];
  return rows.map(fromRow);
}

export interface DeliveryFilter {
  eventId?: string;
  sessionId?: string;
  state?: DeliveryState;
  limit: number;
}

/** The newest deliveries that match. */
export function listDeliveries(db: Database, filter: DeliveryFilter): Delivery[] {
  const conditions = ['true'];
  const values: string[] = [];
  if (filter.eventId) {
    conditions.push('event_id = ?');
    values.push(filter.eventId);
  }
  if (filter.sessionId) {
    conditions.push('session_id = ?');
    values.push(filter.sessionId);
  }
  if (filter.state) {
    conditions.push('state = ?');
    values.push(filter.state);
  }
  const rows = db.all(
    `SELECT ${columns} FROM deliveries WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
    ...values,
    filter.limit,
  ) as Row[];
  return rows.map(fromRow);
}

function fromRow(row: Row): Delivery {
  return { ...row, log: JSON.parse(row.log) as Attempt[] };
}
