import type { Translate } from '../../lib/texts/translate.ts';

/** The mutations that staff can call, without the `admin.` of their names. */
export const staffActions = [
  'locks.recover',
  'orders.cancel',
  'orders.refund',
  'stock.adjust',
  'sweeps.run',
  'queues.redrive',
  'payments.lookUp',
  'payments.replayEvent',
  'payments.resolveHeld',
  'payments.resolveRefund',
  'products.save',
  'products.uploadPicture',
  'products.import',
] as const;

const actionOutcomes = [
  'cancelled',
  'paid',
  'pending_payment',
  'consumed',
  'released',
  'already_settled',
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
  'FORBIDDEN',
  'VALIDATION',
  'NOT_FOUND',
  'CONFLICT',
  'STOCK_WOULD_GO_NEGATIVE',
  'REFUND_TOO_LARGE',
  'RESTOCK_TOO_LARGE',
  'PAYMENT_SERVICE_UNAVAILABLE',
] as const;

const eventOutcomes = [
  'order_paid',
  'order_cancelled',
  'refund_requested',
  'held_for_staff',
  'payment_declined',
  'payment_updated',
  'refund_recorded',
  'dispute_recorded',
  'no_change',
  'unknown_order',
  'refund_sync_enqueued',
  'payment_sync_enqueued',
  'duplicate',
  'ignored',
] as const;

/** The name of a staff action; one without a text stays as it is, as do outcomes below. */
export function staffActionText(t: Translate, action: string): string {
  const known = staffActions.find((candidate) => action === `admin.${candidate}`);
  return known ? t(`admin.actionLog.actionName.${known}`) : action;
}

/** The outcome of a staff action; null when the server died before it was known. */
export function staffOutcomeText(t: Translate, outcome: string | null): string {
  if (outcome === null) return t('admin.actionLog.outcome.unknown');
  if (outcome === 'done' || outcome === 'failed') return t(`admin.actionLog.outcome.${outcome}`);
  const known = actionOutcomes.find((candidate) => candidate === outcome);
  if (known) return t(`admin.actionLog.outcomes.${known}`);
  const refusal = /^refused: (.+)$/.exec(outcome)?.[1];
  if (!refusal) return outcome;
  const code = refusals.find((candidate) => candidate === refusal);
  const reason = code ? t(`admin.actionLog.refusals.${code}`) : refusal;
  return t('admin.actionLog.outcome.refused', { reason });
}

/** What an event of the payment service changed. */
export function eventOutcomeText(t: Translate, outcome: string): string {
  const known = eventOutcomes.find((candidate) => candidate === outcome);
  return known ? t(`admin.orders.timeline.outcomes.${known}`) : outcome;
}
