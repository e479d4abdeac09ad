'use client';

import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { priceOf } from '../../lib/cart/cart-contents.ts';
import type { CartItem } from '../../lib/cart/cart-contents.ts';

/** Says that an item costs something else than when it was put into the cart. */
export function PriceChangeNote({ item, currency }: { item: CartItem; currency: string }) {
  const { t, format } = useI18n();
  const price = priceOf(item);
  if (price === item.seenPriceCents) return null;
  return (
    <p className="text-sm font-medium text-warn-ink">
      {t(price > item.seenPriceCents ? 'cart.priceUp' : 'cart.priceDown', {
        before: format.money(item.seenPriceCents, currency),
        now: format.money(price, currency),
      })}
    </p>
  );
}
