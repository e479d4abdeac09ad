import { sql, type Selectable } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Reconciliations } from '#db/schema.ts';
import { CRON, formatActor } from '../../platform/actor.ts';
import type { Period } from '../../platform/payment-service.ts';
import type { Difference } from './reconciliation.ts';

/** One reconciliation of a period, and what it found. */
export interface Reconciliation {
  reconciliationId: string;
  /** An actor, as `formatActor` writes it. */
  startedBy: string;
  period: Period;
  startedAt: Date;
  finishedAt: Date | null;
  /** Sessions of this shop that the payment service listed. */
  sessions: number;
  refunds: number;
  disputes: number;
  differenceCount: number;
  /** The first of them. */
  differences: Difference[];
  error: string | null;
}

/** Writes the record of a reconciliation, first when it starts and again when it ends. */
export async function storeReconciliation(db: Database, run: Reconciliation): Promise<void> {
  const row = {
    reconciliation_id: run.reconciliationId,
    started_by: run.startedBy,
    period_from: run.period.from,
    period_to: run.period.to,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    sessions: run.sessions,
    refunds: run.refunds,
    disputes: run.disputes,
    difference_count: run.differenceCount,
    differences: JSON.stringify(run.differences),
    error: run.error,
  };
  await db
    .insertInto('reconciliations')
    .values(row)
    .onConflict((conflict) => conflict.column('reconciliation_id').doUpdateSet(row))
    .execute();
}

/** Reconciliations, newest first; ids are time-ordered, so the id is the cursor. */
export async function findReconciliations(
  db: Database,
  options: { before?: string; limit: number },
): Promise<Reconciliation[]> {
  const rows = await db
    .selectFrom('reconciliations')
    .selectAll()
    .$if(options.before !== undefined, (query) =>
      query.where('reconciliation_id', '<', options.before!),
    )
    .orderBy('reconciliation_id', 'desc')
    .limit(options.limit)
    .execute();
  return rows.map(toReconciliation);
}

/**
 * The newest finished run of the cron; runs over chosen periods do not count.
 * @param options.complete only a run without an error
 */
export async function findLastReconciliation(
  db: Database,
  options: { complete: boolean },
): Promise<Reconciliation | null> {
  const row = await db
    .selectFrom('reconciliations')
    .selectAll()
    .where('started_by', '=', formatActor(CRON))
    .where('finished_at', 'is not', null)
    .$if(options.complete, (query) => query.where('error', 'is', null))
    .orderBy('reconciliation_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? toReconciliation(row) : null;
}

function toReconciliation(row: Selectable<Reconciliations>): Reconciliation {
  return {
    reconciliationId: row.reconciliation_id,
    startedBy: row.started_by,
    period: { from: row.period_from, to: row.period_to },
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    sessions: row.sessions,
    refunds: row.refunds,
    disputes: row.disputes,
    differenceCount: row.difference_count,
    differences: row.differences as unknown as Difference[],
    error: row.error,
  };
}

/** A position in a list sorted by time and id. */
export interface KeysetCursor {
  at: Date;
  id: string;
}

/** A row of ours, with the payment service's id for it. */
export interface LocalRow {
  orderId: string;
  subject: string;
  cursor: KeysetCursor;
}

/** A refund or a dispute of ours. */
export interface LocalPaymentRow extends LocalRow {
  paymentIntentId: string;
}

/** A session is opened within its order's window, or by closing it, which an outage may delay. */
const SESSION_OPEN_DELAY_MS_MAX = 14 * 24 * 60 * 60_000;
/** Our clock may be ahead of the payment service's by so much. */
const CLOCK_SKEW_MS_MAX = 24 * 60 * 60_000;

/** Our sessions that the payment service created in a period, in order of the request. */
export async function findSessionsOfPeriod(
  db: Database,
  period: Period,
  after: KeysetCursor | null,
  limit: number,
): Promise<LocalRow[]> {
  const { rows } = await sql<{ order_id: string; session_id: string; requested_at: Date }>`
    select order_id, session_id, requested_at from payments
    where requested_at >= ${new Date(period.from.getTime() - SESSION_OPEN_DELAY_MS_MAX)}
      and requested_at < ${new Date(period.to.getTime() + CLOCK_SKEW_MS_MAX)}
      and session_created_at >= ${period.from} and session_created_at < ${period.to}
      and (${after === null} or (requested_at, order_id) > (${after?.at ?? null}::timestamptz,
        ${after?.id ?? null}::uuid))
    order by requested_at, order_id limit ${limit}
  `.execute(db);
  return rows.map((row) => ({
    orderId: row.order_id,
    subject: row.session_id,
    cursor: { at: row.requested_at, id: row.order_id },
  }));
}

/** Our refunds that the payment service made in a period. */
export async function findRefundsOfPeriod(
  db: Database,
  period: Period,
  after: KeysetCursor | null,
  limit: number,
): Promise<LocalPaymentRow[]> {
  const { rows } = await sql<{
    order_id: string;
    service_refund_id: string;
    payment_intent_id: string;
    made_at: Date;
  }>`
    select order_id, service_refund_id, payment_intent_id, made_at from refunds
    where made_at >= ${period.from} and made_at < ${period.to}
      and (${after === null} or (made_at, service_refund_id) > (${after?.at ?? null}::timestamptz,
        ${after?.id ?? null}))
    order by made_at, service_refund_id limit ${limit}
  `.execute(db);
  return rows.map((row) => ({
    orderId: row.order_id,
    subject: row.service_refund_id,
    paymentIntentId: row.payment_intent_id,
    cursor: { at: row.made_at, id: row.service_refund_id },
  }));
}

/** Refunds requested in a period and not made yet. */
export async function findRequestedRefunds(
  db: Database,
  period: Period,
  limit: number,
): Promise<{ orderId: string; refundId: string }[]> {
  return await db
    .selectFrom('refunds')
    .select(['order_id as orderId', 'refund_id as refundId'])
    .where('state', '=', 'requested')
    .where('requested_at', '>=', period.from)
    .where('requested_at', '<', period.to)
    .orderBy('requested_at')
    .limit(limit)
    .execute();
}

/** Our disputes that were opened in a period. */
export async function findDisputesOfPeriod(
  db: Database,
  period: Period,
  after: KeysetCursor | null,
  limit: number,
): Promise<LocalPaymentRow[]> {
  const { rows } = await sql<DisputeRow>`
    select order_id, dispute_id, payment_intent_id, opened_at from disputes
    where opened_at >= ${period.from} and opened_at < ${period.to}
      and (${after === null} or (opened_at, dispute_id) > (${after?.at ?? null}::timestamptz,
        ${after?.id ?? null}))
    order by opened_at, dispute_id limit ${limit}
  `.execute(db);
  return rows.map(toLocalDispute);
}

/** Our disputes that are not decided here and were opened before `before`. */
export async function findOpenDisputesBefore(
  db: Database,
  before: Date,
  after: KeysetCursor | null,
  limit: number,
): Promise<LocalPaymentRow[]> {
  const { rows } = await sql<DisputeRow>`
    select order_id, dispute_id, payment_intent_id, opened_at from disputes
    where state in ('needs_response', 'under_review') and opened_at < ${before}
      and (${after === null} or (opened_at, dispute_id) > (${after?.at ?? null}::timestamptz,
        ${after?.id ?? null}))
    order by opened_at, dispute_id limit ${limit}
  `.execute(db);
  return rows.map(toLocalDispute);
}

interface DisputeRow {
  order_id: string;
  dispute_id: string;
  payment_intent_id: string;
  opened_at: Date;
}

function toLocalDispute(row: DisputeRow): LocalPaymentRow {
  return {
    orderId: row.order_id,
    subject: row.dispute_id,
    paymentIntentId: row.payment_intent_id,
    cursor: { at: row.opened_at, id: row.dispute_id },
  };
}
