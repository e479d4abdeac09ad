import type { Translate } from '../../lib/texts/translate.ts';

const outcomes = [
  'order_paid',
  'order_cancelled',
  'refund_requested',
  'held_for_staff',
  'payment_declined',
  'payment_updated',
  'refund_recorded',
  'dispute_recorded',
  'nothing_new',
  'unknown_order',
  'refunds_asked_for',
  'payment_asked_for',
] as const;

/** Words what an event of the payment service did; one that we have no words for stands as it is. */
export function eventOutcomeText(t: Translate, outcome: string): string {
  const known = outcomes.find((candidate) => candidate === outcome);
  return known ? t(`admin.orders.timeline.outcomes.${known}`) : outcome;
}
