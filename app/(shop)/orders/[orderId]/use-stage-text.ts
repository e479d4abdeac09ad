'use client';

import { isFullyRefunded } from '#app/lib/order/order-view.ts';
import type { OrderStage, OrderView } from '#app/lib/order/order-view.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

const cancelReasons = [
  'payment_window_passed',
  'payment_failed',
  'cancelled_by_shopper',
  'cancelled_by_staff',
] as const;

/** What a stage is called and what there is to say about it. */
export function useStageText(
  order: OrderView,
  stage: OrderStage,
): { title: string; lines: string[] } {
  const { t, format } = useI18n();
  switch (stage) {
    case 'to-pay':
      return { title: t('order.pendingTitle'), lines: [t('order.pendingText')] };
    case 'processing':
      return { title: t('order.processingTitle'), lines: [t('order.processingText')] };
    case 'time-up':
      return { title: t('order.timeUpTitle'), lines: [t('order.timeUpText')] };
    case 'paid': {
      const amount = format.money(order.totalCents, order.currency);
      if (isFullyRefunded(order)) {
        return { title: t('order.givenBackTitle'), lines: [t('order.givenBackText', { amount })] };
      }
      return { title: t('order.paidTitle'), lines: [t('order.paidText', { amount })] };
    }
    case 'cancelled': {
      const reason = cancelReasons.find((known) => known === order.statusReason) ?? 'unknown';
      // Money that came after the end is on its way back; only without any it "was not taken".
      const captured = (order.payment?.paidCents ?? 0) > 0 || order.refunds.length > 0;
      return {
        title: t('order.cancelledTitle'),
        lines: [
          t(captured ? 'order.cancelledMoneyBack' : 'order.cancelledNoMoney'),
          t(`order.cancelledBecause.${reason}`),
        ],
      };
    }
  }
}
