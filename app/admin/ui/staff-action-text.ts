import type { Translate } from '../../lib/texts/translate.ts';

/** What staff can ask for, by the procedures of the back office. */
export const staffActions = [
  'locks.recover',
  'orders.cancel',
  'orders.refund',
  'stock.adjust',
  'sweeps.run',
  'queues.redrive',
  'payments.lookUp',
  'payments.resolveHeld',
  'payments.resolveRefund',
  'products.save',
  'products.uploadPicture',
  'products.import',
] as const;

const outcomes = [
  'cancelled',
  'paid',
  'pending_payment',
  'consumed',
  'released',
  'settled_before',
  'not_due',
  'processing',
  'unresolved',
  'held',
  'enqueued',
  'already_running',
  'created',
  'changed',
  'unchanged',
] as const;

const refusals = [
  'VALIDATION',
  'NOT_FOUND',
  'CONFLICT',
  'STOCK_WOULD_GO_NEGATIVE',
  'REFUND_TOO_LARGE',
  'RESTOCK_TOO_LARGE',
  'PAYMENT_SERVICE_UNAVAILABLE',
] as const;

/** Words what a member of staff asked for; a procedure that has no words yet stands as it is. */
export function staffActionText(t: Translate, action: string): string {
  const known = staffActions.find((candidate) => action === `admin.${candidate}`);
  return known ? t(`admin.actionLog.did.${known}`) : action;
}

/** Words what came of it. */
export function staffOutcomeText(t: Translate, outcome: string | null): string {
  if (outcome === null) return t('admin.actionLog.outcome.unknown');
  if (outcome === 'done' || outcome === 'failed') return t(`admin.actionLog.outcome.${outcome}`);
  const known = outcomes.find((candidate) => candidate === outcome);
  if (known) return t(`admin.actionLog.outcomes.${known}`);
  const refusal = /^refused: (.+)$/.exec(outcome)?.[1];
  if (!refusal) return outcome;
  const code = refusals.find((candidate) => candidate === refusal);
  const reason = code ? t(`admin.actionLog.refusals.${code}`) : refusal;
  return t('admin.actionLog.outcome.refused', { reason });
}
