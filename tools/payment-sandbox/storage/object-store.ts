import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './database.ts';
import type { Charge } from '../objects/charge.ts';
import type { Dispute } from '../objects/dispute.ts';
import type { Event } from '../objects/event.ts';
import type { LineItem } from '../objects/line-item.ts';
import type { PaymentIntent, PaymentIntentData } from '../objects/payment-intent.ts';
import type { Refund } from '../objects/refund.ts';
import type { Session } from '../objects/session.ts';

/** All objects by their `object` field. */
export interface ObjectKinds {
  'checkout.session': Session;
  payment_intent: PaymentIntent;
  charge: Charge;
  refund: Refund;
  dispute: Dispute;
  event: Event;
}

export type Kind = keyof ObjectKinds;

/** Columns for look-ups other than by id. */
export interface LookupKeys {
  /** The id of its payment intent. */
  payment?: string | null;
  /** A session's `client_reference_id`; the session that an event is about. */
  reference?: string | null;
}

export interface ListFilter {
  payment?: string | undefined;
  reference?: string;
  created?: { gte?: number; lt?: number } | undefined;
}

export interface Page {
  limit: number;
  startingAfter?: string;
}

interface Row {
  body: string;
}

/** Inserts an object. Lists are ordered by `created`, newest first. */
export function insertObject(db: Database, object: ObjectKinds[Kind], keys: LookupKeys = {}): void {
  db.run(
    'INSERT INTO objects (id, kind, created, payment, reference, body) VALUES (?, ?, ?, ?, ?, ?)',
    object.id,
    object.object,
    object.created,
    keys.payment ?? null,
    keys.reference ?? null,
    JSON.stringify(object),
  );
}

/** Replaces an object; keys that are not given stay unchanged. */
export function updateObject(
  db: Database,
  object: ObjectKinds[Kind],
  keys: Pick<LookupKeys, 'payment'> = {},
): void {
  db.run(
    'UPDATE objects SET body = ?, payment = coalesce(?, payment) WHERE id = ?',
    JSON.stringify(object),
    keys.payment ?? null,
    object.id,
  );
}

export function findObject<K extends Kind>(
  db: Database,
  kind: K,
  id: string,
): ObjectKinds[K] | undefined {
  const row = db.get('SELECT body FROM objects WHERE id = ? AND kind = ?', id, kind) as
    Row | undefined;
  return row && (JSON.parse(row.body) as ObjectKinds[K]);
}

/** Line items are no part of the session object; the hosted page shows them. */
export function insertLineItems(db: Database, session: Session, lines: LineItem[]): void {
  insertPart(db, session, 'lines', lines);
}

export function findLineItems(db: Database, sessionId: string): LineItem[] {
  return (findPart(db, sessionId, 'lines') as LineItem[] | undefined) ?? [];
}

/** What was said about the payment intent, kept until the first attempt creates it. */
export function insertPaymentIntentData(
  db: Database,
  session: Session,
  data: PaymentIntentData,
): void {
  insertPart(db, session, 'payment_intent_data', data);
}

export function findPaymentIntentData(db: Database, sessionId: string): PaymentIntentData {
  const found = findPart(db, sessionId, 'payment_intent_data') as PaymentIntentData | undefined;
  return found ?? { metadata: {}, shipping: null };
}

/**
 * One page of a kind, newest first, and whether more follow.
 * @returns undefined for an unknown cursor
 */
export function listObjects<K extends Kind>(
  db: Database,
  kind: K,
  filter: ListFilter,
  page: Page,
): { objects: ObjectKinds[K][]; hasMore: boolean } | undefined {
  const conditions = ['kind = ?'];
  const values: SQLInputValue[] = [kind];
  const where = (condition: string, ...more: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...more);
  };

  if (filter.payment !== undefined) where('payment = ?', filter.payment);
  if (filter.reference !== undefined) where('reference = ?', filter.reference);
  const { gte, lt } = filter.created ?? {};
  if (gte !== undefined) where('created >= ?', gte);
  if (lt !== undefined) where('created < ?', lt);

  if (page.startingAfter !== undefined) {
    const cursor = db.get(
      'SELECT created, seq FROM objects WHERE id = ? AND kind = ?',
      page.startingAfter,
      kind,
    ) as { created: number; seq: number } | undefined;
    if (!cursor) return undefined;
    where('(created, seq) < (?, ?)', cursor.created, cursor.seq);
  }

  const rows = db.all(
    `SELECT body FROM objects WHERE ${conditions.join(' AND ')}
     ORDER BY created DESC, seq DESC LIMIT ?`,
    ...values,
    page.limit + 1,
  ) as Row[];
  const objects = rows.slice(0, page.limit).map((row) => JSON.parse(row.body) as ObjectKinds[K]);
  return { objects, hasMore: rows.length > page.limit };
}

function insertPart(db: Database, session: Session, part: string, body: object): void {
  db.run(
    'INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?)',
    `${session.id}/${part}`,
    part,
    session.created,
    JSON.stringify(body),
  );
}

function findPart(db: Database, sessionId: string, part: string): unknown {
  const row = db.get('SELECT body FROM objects WHERE id = ?', `${sessionId}/${part}`) as
    Row | undefined;
  return row && JSON.parse(row.body);
}
