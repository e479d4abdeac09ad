import { inTransaction } from '#db/transaction.ts';
import { insertWebhookEvents } from '../../checkout/webhook-event-store.ts';
import { addMs } from '../../platform/clock.ts';
import type { Deps } from '../../platform/deps.ts';
import type { WebhookEvent } from '../../platform/payment-service.ts';

/** The web process applies events at once; the job takes over what it did not. */
const JOB_DELAY_MS = 10_000;

/**
 * Stores verified events, with one job that applies those that the web process does not, in one
 * transaction. Once it has committed, an event may be acknowledged.
 * @returns one per event, in order; a duplicate was stored before
 */
export async function storeWebhookEvents(
  deps: Deps,
  events: readonly WebhookEvent[],
): Promise<('stored' | 'duplicate')[]> {
  return await inTransaction(deps.db, async (trx) => {
    const now = deps.clock.now();
    const newIds = await insertWebhookEvents(trx, events, now);
    if (newIds.size > 0) {
      const startAfter = addMs(now, JOB_DELAY_MS);
      await deps.jobs.enqueue(
        trx,
        'apply-payment-events',
        { eventIds: [...newIds] },
        { startAfter },
      );
    }
    return events.map(({ eventId }) => (newIds.delete(eventId) ? 'stored' : 'duplicate'));
  });
}
