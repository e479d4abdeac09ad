'use client';

import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { addToCart } from '#app/lib/cart/cart-store.ts';
import { Button, buttonClass } from '#app/ui/button.tsx';
import { Link } from '#app/ui/link.tsx';
import type { OrderView } from '#app/lib/order/order-view.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/** What to do once an order has ended without being paid. */
export function CancelledOrderActions({ order }: { order: OrderView }) {
  const { t } = useI18n();
  const router = useRouter();

  function putBackInCart() {
    const added = order.lines.map(({ skuId, quantity, unitPriceCents, name }) =>
      addToCart({ skuId, quantity, seenPriceCents: unitPriceCents, name }),
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
        {t('order.orderAgain')}
      </Link>
    </div>
  );
}
