'use client';

import { Trash2 } from 'lucide-react';
import { toast } from 'sonner';
import { priceOf } from '../../lib/cart/cart-contents.ts';
import type { CartItem } from '../../lib/cart/cart-contents.ts';
import { restoreCartLine, removeFromCart, setQuantity } from '../../lib/cart/cart-store.ts';
import { QUANTITY_MAX } from '#server/shared/limits.ts';
import { PriceChangeNote, LineProblemNote } from './cart-line-notes.tsx';
import { ProductPicture } from '../../ui/product-picture.tsx';
import { useRestoreFocus } from '../../ui/use-restore-focus.ts';
import { QuantityStepper } from '../../ui/quantity-stepper.tsx';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { langAttribute } from '../../lib/texts/product-language.ts';
import { SelectedOptions } from '../../ui/product-text.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** An item of the cart: name, quantity, price and problems. */
export function CartItemRow({ item, currency }: { item: CartItem; currency: string }) {
  const { t, format } = useI18n();
  const { sku } = item;
  const name = sku?.productName ?? item.name;
  const price = priceOf(item);

  const row = useRestoreFocus(findSiblingRow);

  function remove() {
    const removed = removeFromCart(item.skuId);
    if (!removed) return;
    toast(t('cart.removed', { name }), {
      // Long enough to reach with a keyboard or a screen reader.
      duration: 20_000,
      action: { label: t('cart.undo'), onClick: () => restoreCartLine(removed) },
    });
  }

  return (
    <li ref={row} tabIndex={-1} className="flex gap-4 py-5">
      {sku && (
        <ProductPicture
          src={sku.image}
          size={112}
          className="size-20 shrink-0 rounded-control sm:size-28"
        />
      )}
      <div className="flex min-w-0 grow flex-col gap-2">
        <div className="flex justify-between gap-4">
          <h2 className="font-medium" lang={sku && langAttribute(sku, 'productName')}>
            {sku ? (
              <Link
                href={`/products/${sku.productSlug}?sku=${item.skuId}`}
                className="underline-offset-4 hover:underline"
              >
                {name}
              </Link>
            ) : (
              name
            )}
          </h2>
          <p className="shrink-0 font-medium tabular-nums">
            {format.money(price * item.quantity, currency)}
          </p>
        </div>
        <p className="text-sm text-ink-soft">
          {sku && <SelectedOptions sku={sku} />}
          {sku && Object.keys(sku.options).length > 0 && ' · '}
          {t('cart.unitPrice', { price: format.money(price, currency) })}
        </p>
        <div role="status">
          <LineProblemNote item={item} />
          <PriceChangeNote item={item} currency={currency} />
        </div>
        <div className="mt-auto flex flex-wrap items-center gap-2">
          {sku && sku.available > 0 && (
            <QuantityStepper
              label={t('product.quantityOf', { name })}
              value={item.quantity}
              max={Math.min(sku.available, QUANTITY_MAX)}
              onChange={(quantity) => setQuantity(item.skuId, quantity)}
            />
          )}
          <Button
            variant="quiet"
            aria-label={t('cart.removeNamed', { name })}
            onClick={remove}
            className="px-2! text-ink-soft!"
          >
            <Trash2 aria-hidden className="size-4" />
            {t('cart.remove')}
          </Button>
        </div>
      </div>
    </li>
  );
}

function findSiblingRow(row: HTMLLIElement): HTMLElement | null {
  return (row.nextElementSibling ??
    row.previousElementSibling ??
    document.querySelector('#content')) as HTMLElement | null;
}
