import type { Translate } from '../../lib/texts/translate.ts';

/** What staff do, by the names of the audit trail without their `admin.`. */
export const staffActions = [
  'locks.recover',
  'limits.exempt',
  'orders.cancel',
  'orders.refund',
  'orders.requestPayment',
  'orders.replaceLink',
  'stock.adjust',
  'sweeps.run',
  'queues.redrive',
  'payments.lookUp',
  'payments.replayEvent',
  'payments.resolveHeld',
  'payments.confirmNotPaid',
  'payments.resolveRefund',
  'products.save',
  'products.uploadPicture',
  'products.import',
  'staff.invite',
  'staff.change',
  'staff.resetPassword',
  'staff.signOut',
  'auth.signIn',
  'auth.signOut',
  'auth.verifyCode',
  'auth.setUpTwoFactor',
  'auth.enableTwoFactor',
  'auth.disableTwoFactor',
  'auth.replaceBackupCodes',
  'auth.addPasskey',
  'accounts.setPassword',
  'accounts.changePassword',
  'accounts.endSessions',
  'accounts.verify',
  'accounts.removePasskey',
  'customers.export',
  'customers.erase',
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
  'missing_at_service',
  'held',
  'enqueued',
  'already_running',
  'created',
  'changed',
  'unchanged',
  'exported',
  'erased',
] as const;

const refusals = [
  'FORBIDDEN',
  'VALIDATION',
  'NOT_FOUND',
  'CONFLICT',
  'STOCK_WOULD_GO_NEGATIVE',
  'REFUND_TOO_LARGE',
  'RESTOCK_TOO_LARGE',
  'ORDERS_NOT_SETTLED',
  'PAYMENT_SERVICE_UNAVAILABLE',
  'INVALID_EMAIL_OR_PASSWORD',
  'INVALID_PASSWORD',
  'INVALID_CODE',
  'INVALID_BACKUP_CODE',
  'RATE_LIMITED',
  'DEACTIVATED',
  'WRONG_PASSWORD',
  'WEAK_PASSWORD',
  'LAST_ADMIN',
  'SECOND_FACTOR_REQUIRED',
  'LAST_SECOND_FACTOR',
  'PASSKEY_REQUIRED',
  'PASSKEY_NOT_FOUND',
  'OTHER_ACCOUNT',
  'USER_NOT_VERIFIED',
  'AUTHENTICATION_FAILED',
  'FAILED_TO_VERIFY_REGISTRATION',
  'CHALLENGE_NOT_FOUND',
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

/** The name of a staff action in the audit trail. */
export function storedAction(action: (typeof staffActions)[number]): string {
  return /^(auth|accounts)\.|^orders\.requestPayment$/.test(action) ? action : `admin.${action}`;
}

/** The name of a staff action; one without a text stays as it is, as do outcomes below. */
export function staffActionText(t: Translate, action: string): string {
  const known = staffActions.find((candidate) => action.replace(/^admin\./, '') === candidate);
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
