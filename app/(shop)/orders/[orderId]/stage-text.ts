import type { Format } from '#app/lib/format/create-format.ts';
import type { Translate } from '#app/lib/texts/translate.ts';
import { isFullyRefunded } from '../order-stage.ts';
import type { OrderStage, OrderView } from '../order-stage.ts';

interface I18n {
  t: Translate;
  format: Pick<Format, 'money'>;
}

/** Title and text of a stage, with what became of all the money that came for the order. */
export function stageText(
  order: OrderView,
  stage: OrderStage,
  i18n: I18n,
): { title: string; lines: string[] } {
  const { title, lines } = ownText(order, stage, i18n);
  return { title, lines: [...lines, ...order.held.map((money) => heldText(order, money, i18n))] };
}

const cancelReasons = [
  'payment_window_passed',
  'payment_failed',
  'cancelled_by_shopper',
  'cancelled_by_staff',
] as const;

function ownText(order: OrderView, stage: OrderStage, { t, format }: I18n) {
  switch (stage) {
    case 'to-pay':
      return { title: t('order.pendingTitle'), lines: [t('order.pendingText')] };
    case 'checking':
      return { title: t('order.checkingTitle'), lines: [t('order.checkingText')] };
    case 'processing':
      return { title: t('order.processingTitle'), lines: [t('order.processingText')] };
    case 'held':
      return { title: t('order.heldTitle'), lines: [t('order.heldText')] };
    case 'time-up':
      return { title: t('order.timeUpTitle'), lines: [t('order.timeUpText')] };
    case 'paid': {
      const amount = format.money(order.totalCents, order.currency);
      if (isFullyRefunded(order)) {
        return { title: t('order.refundedTitle'), lines: [t('order.refundedText', { amount })] };
      }
      return { title: t('order.paidTitle'), lines: [t('order.paidText', { amount })] };
    }
    case 'cancelled': {
      const lines = [t(`order.cancelledBecause.${cancelReason(order)}`)];
      // Money that was taken is mentioned, whatever became of it.
      if (order.payment && order.payment.paidCents > 0) lines.unshift(t('order.cancelledRefunded'));
      else if (order.held.length === 0) lines.unshift(t('order.cancelledNotCharged'));
      return { title: t('order.cancelledTitle'), lines };
    }
  }
}

function cancelReason({ payment, held, statusReason, settledAt }: OrderView) {
  const isHeldBefore = held.some(({ heldAt }) => settledAt !== null && heldAt <= settledAt);
  if (payment?.state === 'held' && isHeldBefore && statusReason !== 'cancelled_by_shopper') {
    return 'payment_held';
  }
  return cancelReasons.find((known) => known === statusReason) ?? 'unknown';
}

/** What came, why it does not pay the order, and where it is now. */
function heldText(
  { status, totalCents, currency }: OrderView,
  money: OrderView['held'][number],
  { t, format }: I18n,
): string {
  const isSecond = money.reason === 'other_session' && status === 'paid';
  const why = t(`order.heldBecause.${isSecond ? 'second_payment' : money.reason}`, {
    amount: format.money(money.amountCents, money.currency),
    total: format.money(totalCents, currency),
  });
  return `${why} ${t(`order.heldRefund.${money.refund}`)}`;
}
