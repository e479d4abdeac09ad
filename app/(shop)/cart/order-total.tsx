'use client';

import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import type { CartContents } from '../../lib/cart/cart-contents.ts';

/** Subtotal, shipping and total of a cart. */
export function OrderTotal({ contents }: { contents: CartContents }) {
  const { t, format } = useI18n();
  const units = contents.items.reduce((sum, item) => sum + item.quantity, 0);
  const total = format.money(contents.totalCents, contents.currency);
  return (
    <>
      <dl className="flex flex-col gap-2 tabular-nums">
        <div className="flex justify-between gap-4">
          <dt className="text-ink-soft">{t('cart.subtotalOf', { count: units })}</dt>
          <dd>{total}</dd>
        </div>
        <div className="flex justify-between gap-4">
          <dt className="text-ink-soft">{t('cart.shipping')}</dt>
          <dd>{t('cart.shippingFree')}</dd>
        </div>
        <div className="mt-2 flex justify-between gap-4 border-t border-line pt-3 text-lg font-semibold">
          <dt>{t('cart.total')}</dt>
          <dd>{total}</dd>
        </div>
      </dl>
      <p className="mt-1 text-sm text-ink-soft">{t('cart.taxNote')}</p>
    </>
  );
}
