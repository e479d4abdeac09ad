import { sql } from 'kysely';
import type { Database } from '#db/client.ts';
import type { Trx } from '#db/transaction.ts';
import { arrayLiteral } from '../platform/sql-arrays.ts';
import type { SubjectKind } from '../shared/limit-subjects.ts';

/** The keys of these subjects that are exempt from limits. */
export async function findExemptSubjects(
  db: Database,
  keys: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('limit_exemptions')
    .select('subject')
    .where('subject', '=', sql<string>`any(${arrayLiteral(keys, 'text')})`)
    .where('until', '>', now)
    .execute();
  return new Set(rows.map(({ subject }) => subject));
}

/** Exempts a subject from limits until a time, which replaces an earlier one. */
export async function upsertExemption(
  trx: Trx,
  exemption: { kind: SubjectKind; subject: string; until: Date; madeBy: string; madeAt: Date },
): Promise<void> {
  const { kind, subject, until } = exemption;
  const change = { until, made_by: exemption.madeBy, made_at: exemption.madeAt };
  await trx
    .insertInto('limit_exemptions')
    .values({ kind, subject, ...change })
    .onConflict((conflict) => conflict.columns(['kind', 'subject']).doUpdateSet(change))
    .execute();
}

/** Deletes exemptions that ended at or before a time. */
export async function deleteEndedExemptions(trx: Trx, now: Date): Promise<void> {
  await trx.deleteFrom('limit_exemptions').where('until', '<=', now).execute();
}
