import { inTransaction } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import { formatActor, type Actor } from '../platform/actor.ts';
import { addMs } from '../platform/clock.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { deleteEndedExemptions, upsertExemption } from './limit-exemption-store.ts';
import { findRefusedSubject } from './limit-refusal-store.ts';

const HOUR_MS = 60 * 60 * 1000;

/**
 * Exempts the subject of a refusal from all limits on what it holds, from now on for `hours`; 0 ends an
 * exemption. The request names the refusal, so that the audit trail holds no address.
 *
 * @throws DomainError NOT_FOUND when the refusal is not stored any more
 */
export async function exemptSubject(
  deps: Deps,
  actor: Actor,
  { refusalId, hours }: { refusalId: string; hours: number },
): Promise<{ until: string }> {
  const now = deps.clock.now();
  const until = addMs(now, hours * HOUR_MS);
  return await inTransaction(deps.db, async (trx) => {
    const refused = await findRefusedSubject(trx, refusalId);
    if (!refused) {
      throw new DomainError(
        { code: 'NOT_FOUND' },
        'This refusal is not in the list any more; reload the list and choose another one.',
      );
    }
    const madeBy = formatActor(actor);
    await upsertExemption(trx, { ...refused, until, madeBy, madeAt: now });
    await deleteEndedExemptions(trx, now);
    await recordStaffAction(trx, actor, { outcome: 'done', result: { kind: refused.kind } });
    return { until: until.toISOString() };
  });
}
