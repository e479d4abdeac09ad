'use client';

import type { CartItem } from '../../lib/cart/cart-contents.ts';
import { setQuantity } from '../../lib/cart/cart-store.ts';
import { LOW_STOCK_THRESHOLD } from '../low-stock-threshold.ts';
import { Button } from '../../ui/button.tsx';
import { useRestoreFocus } from '../../ui/use-restore-focus.ts';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { priceOf } from '../../lib/cart/cart-contents.ts';

/** Why a line cannot be ordered as it is, and how to fix it. Needs an ancestor with tabIndex -1. */
export function LineProblemNote({ item }: { item: CartItem }) {
  const { t } = useI18n();
  if (!item.problem) return null;
  const available = item.sku?.available ?? 0;
  const purchaseLimit = item.sku?.purchaseLimit ?? 0;
  const lockedByOwnOrders = item.sku?.lockedByOwnOrders;
  const heldByOthers = (item.sku?.locked ?? 0) - (lockedByOwnOrders?.units ?? 0);
  const texts = {
    'not-for-sale': t('cart.notForSale'),
    'sold-out': t('cart.soldOut'),
    'reserved-for-you': t('product.reservedForYou', { count: lockedByOwnOrders?.units ?? 0 }),
    'reserved-by-others': t('cart.reservedByOthers'),
    'too-many': t('cart.onlyLeft', { count: available }),
    'above-limit': t('product.purchaseLimit', { count: purchaseLimit }),
  };

  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm font-medium text-bad">
      {texts[item.problem]}
      {item.problem === 'too-many' && available <= LOW_STOCK_THRESHOLD && heldByOthers > 0 && (
        <span className="font-normal text-ink-soft">
          {t('product.reservedByOthersUnknownEnd', { count: heldByOthers })}
        </span>
      )}
      {item.problem === 'too-many' && (
        <TakeAvailableButton skuId={item.skuId} available={available} />
      )}
      {item.problem === 'above-limit' && (
        <TakeAvailableButton skuId={item.skuId} available={purchaseLimit} />
      )}
      {item.problem === 'reserved-for-you' && lockedByOwnOrders && (
        <Link
          href={`/orders/${lockedByOwnOrders.orderId}`}
          className="underline underline-offset-4"
        >
          {t('product.seeYourOrder')}
        </Link>
      )}
    </p>
  );
}

/** Lowers the quantity to what is left; the button disappears with the problem. */
function TakeAvailableButton({ skuId, available }: { skuId: string; available: number }) {
  const { t } = useI18n();
  const button = useRestoreFocus<HTMLButtonElement>(findFocusableAncestor);
  return (
    <Button ref={button} size="sm" onClick={() => setQuantity(skuId, available)}>
      {t('cart.takeAvailable', { count: available })}
    </Button>
  );
}

const findFocusableAncestor = (element: HTMLElement) =>
  element.closest<HTMLElement>('[tabindex="-1"]');

/** Shown when an item's price differs from the one seen when it was added. */
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
