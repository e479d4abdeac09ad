'use client';

import { Card } from '#app/ui/card.tsx';
import type { OrderStage, OrderView } from '../order-stage.ts';
import type { OrderInput } from './use-live-order.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { PayPanel } from './pay-panel.tsx';
import { StageMessage } from './stage-message.tsx';
import { stageText } from './stage-text.ts';
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
  const i18n = useI18n();
  const { t } = i18n;
  const { title, lines } = stageText(order, stage, i18n);
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
