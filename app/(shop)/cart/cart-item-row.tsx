'use client';

import { Trash2 } from 'lucide-react';
import Image from 'next/image';
import Link from 'next/link';
import { toast } from 'sonner';
import { priceOf } from '#app/cart/cart-contents.ts';
import type { CartItem } from '#app/cart/cart-contents.ts';
import {
  quantityMax,
  readCart,
  removeFromCart,
  restoreCart,
  setQuantity,
} from '#app/cart/cart-store.ts';
import { PriceMove } from '#app/cart/price-move.tsx';
import { QuantityStepper } from '#app/components/quantity-stepper.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { langOf } from '#app/goods/goods-language.ts';
import { ChosenOptions } from '#app/goods/option-texts.tsx';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { LineProblemNote } from './line-problem-note.tsx';

/** One item of the cart: what it is, how many, and what has changed about it. */
export function CartItemRow({ item, currency }: { item: CartItem; currency: string }) {
  const { t, format } = useTexts();
  const { sku } = item;
  const name = sku?.productName ?? item.name;
  const price = priceOf(item);

  function remove() {
    const before = readCart();
    removeFromCart(item.skuId);
    toast(t('cart.removed', { name }), {
      action: { label: t('cart.undo'), onClick: () => restoreCart(before) },
    });
  }

  return (
    <li className="flex gap-4 py-5">
      {sku && (
        <Image
          src={sku.image}
          alt=""
          width={112}
          height={112}
          unoptimized
          className="size-20 shrink-0 rounded-control bg-sunken object-cover sm:size-28"
        />
      )}
      <div className="flex min-w-0 grow flex-col gap-2">
        <div className="flex justify-between gap-4">
          <h2 className="font-medium" lang={sku && langOf(sku, 'productName')}>
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
          {sku && <ChosenOptions sku={sku} />}
          {sku && Object.keys(sku.options).length > 0 && ' · '}
          {t('cart.each', { price: format.money(price, currency) })}
        </p>
        <div role="status">
          <LineProblemNote item={item} />
          <PriceMove item={item} currency={currency} />
        </div>
        <div className="mt-auto flex flex-wrap items-center gap-2">
          {sku && sku.available > 0 && (
            <QuantityStepper
              label={t('product.quantityOf', { name })}
              value={item.quantity}
              max={Math.min(sku.available, quantityMax)}
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
