'use client';

import { Card } from '#app/ui/card.tsx';
import type { OrderStage, OrderView } from '../order-stage.ts';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PayPanel } from './pay-panel.tsx';
import { StageMessage } from './stage-message.tsx';
import { isFullyRefunded } from '../order-stage.ts';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { addToCart } from '#app/lib/cart/cart-store.ts';
import { Button, buttonClass } from '#app/ui/button.tsx';
import { Link } from '#app/ui/link.tsx';

/** The order's stage and the actions it allows. */
export function StageCard(props: {
  order: OrderView;
  stage: OrderStage;
  input: OrderInput;
  onChanged: () => Promise<unknown>;
}) {
  const { order, stage } = props;
  const { t } = useI18n();
  const { title, lines } = useStageText(order, stage);
  return (
    <Card className="flex flex-col gap-5">
      <StageMessage stage={stage} title={title} lines={lines}>
        {stage === 'to-pay' && order.payment?.declined && (
          <p className="font-medium text-bad">{t('order.paymentDeclined')}</p>
        )}
      </StageMessage>
      {stage === 'to-pay' && <PayPanel {...props} />}
      {stage === 'cancelled' && <CancelledOrderActions order={order} />}
    </Card>
  );
}

const cancelReasons = [
  'payment_window_passed',
  'payment_failed',
  'cancelled_by_shopper',
  'cancelled_by_staff',
] as const;

/** Title and text of a stage. */
function useStageText(order: OrderView, stage: OrderStage): { title: string; lines: string[] } {
  const { t, format } = useI18n();
  switch (stage) {
    case 'to-pay':
      return { title: t('order.pendingTitle'), lines: [t('order.pendingText')] };
    case 'checking':
      return { title: t('order.checkingTitle'), lines: [t('order.checkingText')] };
    case 'processing':
      return { title: t('order.processingTitle'), lines: [t('order.processingText')] };
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
      const reason = cancelReasons.find((known) => known === order.statusReason) ?? 'unknown';
      // A captured payment is being refunded, so "not charged" would be wrong.
      const captured = (order.payment?.paidCents ?? 0) > 0 || order.refunds.length > 0;
      return {
        title: t('order.cancelledTitle'),
        lines: [
          t(captured ? 'order.cancelledRefunded' : 'order.cancelledNotCharged'),
          t(`order.cancelledBecause.${reason}`),
        ],
      };
    }
  }
}

/** Actions after an order was cancelled. */
function CancelledOrderActions({ order }: { order: OrderView }) {
  const { t } = useI18n();
  const router = useRouter();

  function putBackInCart() {
    const added = order.lines.map(({ skuId, quantity, unitPriceCents, name, nameRead }) =>
      addToCart({
        skuId,
        quantity,
        seenPriceCents: unitPriceCents,
        name: nameRead ?? name,
      }),
    );
    if (added.includes(false)) toast.error(t('cart.full'));
    router.push('/cart');
  }

  return (
    <div className="flex flex-wrap gap-3">
      <Button variant="primary" onClick={putBackInCart}>
        {t('order.putBackInCart')}
      </Button>
      <Link href="/" className={buttonClass()}>
        {t('order.backToShop')}
      </Link>
    </div>
  );
}
