import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { decodeCursor, PAGE_SIZE, paginate } from '../platform/cursor.ts';
import type { SubjectKind } from '../shared/limit-subjects.ts';

/** Orders that one limit refused to one subject, for one SKU or for none in particular. */
export interface LimitRefusal {
  refusalId: string;
  kind: SubjectKind;
  subject: string;
  /** The error code. */
  reason: string;
  skuId: string | null;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/** Adds to the counts of refusals that are stored already. */
export async function upsertLimitRefusals(
  trx: Trx,
  refusals: readonly LimitRefusal[],
): Promise<void> {
  const rows = refusals.map((refusal) => ({
    refusal_id: refusal.refusalId,
    kind: refusal.kind,
    subject: refusal.subject,
    reason: refusal.reason,
    sku_id: refusal.skuId,
    count: refusal.count,
    first_at: refusal.firstAt,
    last_at: refusal.lastAt,
  }));
  await trx
    .insertInto('limit_refusals')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'subject', 'reason', 'sku_id']).doUpdateSet({
        count: sql`limit_refusals.count + excluded.count`,
        last_at: sql`greatest(limit_refusals.last_at, excluded.last_at)`,
      }),
    )
    .execute();
}

/** Deletes refusals that ended before a time, and the oldest beyond a number. */
export async function deleteOldLimitRefusals(
  trx: Trx,
  before: Date,
  rowsMax: number,
): Promise<void> {
  await trx
    .deleteFrom('limit_refusals')
    .where((where) =>
      where.or([
        where('last_at', '<', before),
        where(
          'refusal_id',
          'in',
          where
            .selectFrom('limit_refusals')
            .select('refusal_id')
            .orderBy('last_at', 'desc')
            .orderBy('refusal_id', 'desc')
            .offset(rowsMax),
        ),
      ]),
    )
    .execute();
}

/** Deletes what is stored about a subject: refusals and its exemption. */
export async function deleteLimitRecords(trx: Trx, subject: string): Promise<void> {
  await trx.deleteFrom('limit_refusals').where('subject', '=', subject).execute();
  await trx.deleteFrom('limit_exemptions').where('subject', '=', subject).execute();
}

/** A page of refusals, the latest first, with the code of the SKU and the exemption of the subject. */
export async function findLimitRefusals(
  db: Database,
  filter: { kind?: SubjectKind | undefined; cursor?: string | undefined },
  now: Date,
) {
  const { kind, cursor } = filter;
  const after = cursor ? decodeCursor(cursor, z.tuple([z.iso.datetime(), z.guid()])) : null;
  const rows = await db
    .selectFrom('limit_refusals as refusal')
    .leftJoin('skus', 'skus.sku_id', 'refusal.sku_id')
    .leftJoin('limit_exemptions as exemption', (join) =>
      join
        .onRef('exemption.kind', '=', 'refusal.kind')
        .onRef('exemption.subject', '=', 'refusal.subject')
        .on('exemption.until', '>', now),
    )
    .select([
      'refusal.refusal_id as refusalId',
      'refusal.kind',
      'refusal.subject',
      'refusal.reason',
      'refusal.sku_id as skuId',
      'refusal.count',
      'refusal.first_at as firstAt',
      'refusal.last_at as lastAt',
      'skus.code',
      'exemption.until as exemptUntil',
    ])
    .$if(kind !== undefined, (query) => query.where('refusal.kind', '=', kind!))
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(refusal.last_at, refusal.refusal_id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`,
      ),
    )
    .orderBy('refusal.last_at', 'desc')
    .orderBy('refusal.refusal_id', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute();
  return paginate(rows, PAGE_SIZE, (last) => [last.lastAt.toISOString(), last.refusalId]);
}

/** The subject of a refusal; undefined when it is not stored any more. */
export async function findRefusedSubject(
  db: Database,
  refusalId: string,
): Promise<{ kind: SubjectKind; subject: string } | undefined> {
  return await db
    .selectFrom('limit_refusals')
    .select(['kind', 'subject'])
    .where('refusal_id', '=', refusalId)
    .executeTakeFirst();
}
