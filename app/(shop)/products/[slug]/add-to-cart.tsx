'use client';

import { ShoppingBag } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { addToCart, useCart } from '#app/lib/cart/cart-store.ts';
import { QUANTITY_MAX } from '#server/shared/limits.ts';
import { QuantityStepper } from '#app/ui/quantity-stepper.tsx';
import { Button } from '#app/ui/button.tsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { translateOption } from '#app/lib/texts/product-language.ts';
import { unavailableText } from './availability.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

type Product = RouterOutputs['catalog']['product'];

/** Quantity and button; the cart never takes more than is available. */
export function AddToCart({ product, sku }: { product: Product; sku: Product['skus'][number] }) {
  const { t, format } = useI18n();
  const router = useRouter();
  const inCart = useCart()?.find((line) => line.skuId === sku.skuId)?.quantity ?? 0;
  const max = Math.max(0, Math.min(sku.available, QUANTITY_MAX) - inCart);
  const [requested, setRequested] = useState(1);
  const quantity = Math.max(1, Math.min(requested, max));

  function add() {
    const optionValues = Object.values(sku.options).map(
      (written) => translateOption(product.optionTranslations, written).text,
    );
    const line = {
      skuId: sku.skuId,
      quantity,
      seenPriceCents: sku.priceCents,
      name: format.list([product.name, ...optionValues]),
    };
    if (!addToCart(line)) {
      toast.error(t('cart.full'));
      return;
    }
    setRequested(1);
    toast.success(t('product.added', { name: line.name }), {
      action: { label: t('product.goToCart'), onClick: () => router.push('/cart') },
    });
  }

  if (sku.available === 0) {
    return (
      <Button size="lg" disabled>
        {t(unavailableText(sku))}
      </Button>
    );
  }
  return (
    <div>
      <div className="flex flex-wrap items-stretch gap-3">
        <QuantityStepper
          label={t('product.quantity')}
          value={quantity}
          max={max}
          disabled={max === 0}
          onChange={setRequested}
        />
        <Button variant="primary" className="min-w-48 grow" disabled={max === 0} onClick={add}>
          <ShoppingBag aria-hidden className="size-5" />
          {t('product.addToCart')}
        </Button>
      </div>
      {/* Live regions must exist before their content to be announced. */}
      <p role="status" className="text-ink-soft not-empty:mt-3">
        {max === 0 &&
          (sku.available > QUANTITY_MAX
            ? t('product.limitInCart', { count: QUANTITY_MAX })
            : t('product.allInCart', { count: sku.available }))}
      </p>
    </div>
  );
}
