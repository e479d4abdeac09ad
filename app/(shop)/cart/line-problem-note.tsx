'use client';

import { setQuantity } from '#app/cart/cart-store.ts';
import type { CartItem } from '#app/cart/cart-contents.ts';
import { Button } from '#app/components/ui/button.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';

/** Why a line cannot be ordered as it is, with the quick way out where there is one. */
export function LineProblemNote({ item }: { item: CartItem }) {
  const { t } = useTexts();
  if (!item.problem) return null;
  const available = item.sku?.available ?? 0;
  const texts = {
    'not-for-sale': t('cart.notForSale'),
    gone: t('cart.gone'),
    'gone-for-now': t('cart.goneForNow'),
    'too-many': t('cart.onlyLeft', { count: available }),
  };
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm font-medium text-bad">
      {texts[item.problem]}
      {item.problem === 'too-many' && (
        <Button size="sm" onClick={() => setQuantity(item.skuId, available)}>
          {t('cart.takeWhatIsLeft', { count: available })}
        </Button>
      )}
    </p>
  );
}
