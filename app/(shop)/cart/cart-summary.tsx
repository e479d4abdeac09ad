'use client';

import { ArrowRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { priceOf } from '../../lib/cart/cart-contents.ts';
import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { acceptPrices } from '../../lib/cart/cart-store.ts';
import { OrderTotal } from './order-total.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** The total and the button to the checkout. */
export function CartSummary({ contents }: { contents: CartContents }) {
  const { t } = useI18n();
  const router = useRouter();
  const [navigating, startNavigation] = useTransition();

  function goToCheckout() {
    acceptPrices(new Map(contents.items.map((item) => [item.skuId, priceOf(item)])));
    startNavigation(() => router.push('/checkout'));
  }

  return (
    <Card className="lg:sticky lg:top-24">
      <h2 className="mb-4 text-xl font-semibold">{t('cart.summary')}</h2>
      <OrderTotal contents={contents} />
      <Button
        variant="primary"
        size="lg"
        className="mt-5 w-full"
        disabled={!contents.orderable}
        pending={navigating}
        aria-describedby={contents.orderable ? undefined : 'fix-first'}
        onClick={goToCheckout}
      >
        {t('cart.checkout')}
        <ArrowRight aria-hidden className="size-5" />
      </Button>
      {!contents.orderable && (
        <p id="fix-first" className="mt-3 text-sm text-ink-soft">
          {t('cart.resolveProblems')}
        </p>
      )}
    </Card>
  );
}
