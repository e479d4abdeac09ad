'use client';

import type { CartItem } from '../../lib/cart/cart-contents.ts';
import { setQuantity } from '../../lib/cart/cart-store.ts';
import { LOW_STOCK_THRESHOLD } from '../low-stock-threshold.ts';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { priceOf } from '../../lib/cart/cart-contents.ts';

/**
 * Why a line cannot be ordered as it is, with the quick way out where there is one. It stands in
 * something that can take the focus when that way is taken.
 */
export function LineProblemNote({ item }: { item: CartItem }) {
  const { t } = useI18n();
  if (!item.problem) return null;
  const available = item.sku?.available ?? 0;
  const heldForYou = item.sku?.heldForYou;
  const heldByOthers = (item.sku?.locked ?? 0) - (heldForYou?.units ?? 0);
  const texts = {
    'not-for-sale': t('cart.notForSale'),
    gone: t('cart.soldOut'),
    'held-for-you': t('product.reservedForYou', { count: heldForYou?.units ?? 0 }),
    'gone-for-now': t('cart.reservedByOthers'),
    'too-many': t('cart.onlyLeft', { count: available }),
  };

  function takeWhatIsLeft(event: React.MouseEvent<HTMLButtonElement>) {
    // The button goes with the problem; what it stood in keeps the focus.
    const around = event.currentTarget.closest<HTMLElement>('[tabindex="-1"]');
    around?.focus({ preventScroll: true });
    setQuantity(item.skuId, available);
  }

  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm font-medium text-bad">
      {texts[item.problem]}
      {item.problem === 'too-many' && available <= LOW_STOCK_THRESHOLD && heldByOthers > 0 && (
        <span className="font-normal text-ink-soft">
          {t('product.reservedByOthersUnknownEnd', { count: heldByOthers })}
        </span>
      )}
      {item.problem === 'too-many' && (
        <Button size="sm" onClick={takeWhatIsLeft}>
          {t('cart.takeAvailable', { count: available })}
        </Button>
      )}
      {item.problem === 'held-for-you' && heldForYou && (
        <Link href={`/orders/${heldForYou.orderId}`} className="underline underline-offset-4">
          {t('product.seeYourOrder')}
        </Link>
      )}
    </p>
  );
}

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
