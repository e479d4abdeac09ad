'use client';

import { priceOf } from '../../lib/cart/cart-contents.ts';
import type { CartContents, CartItem } from '../../lib/cart/cart-contents.ts';
import { OrderTotal } from '../cart/order-total.tsx';
import { PriceChangeNote, LineProblemNote } from '../cart/cart-line-notes.tsx';
import { ProductPicture } from '../../ui/product-picture.tsx';
import { Card } from '../../ui/card.tsx';
import { Link } from '../../ui/link.tsx';
import { LoadingStatus, Skeleton } from '../../ui/skeleton.tsx';
import { langAttribute } from '../../lib/texts/product-language.ts';
import { SelectedOptions } from '../../ui/product-text.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

/** The items and total of the order; `children` follow the total. */
export function CheckoutSummary(props: {
  contents: CartContents | null;
  children: React.ReactNode;
}) {
  const { contents } = props;
  const { t } = useI18n();
  return (
    <Card className="flex flex-col gap-5 lg:sticky lg:top-24">
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="text-xl font-semibold">{t('checkout.yourOrder')}</h2>
        <Link href="/cart" className="text-accent underline underline-offset-4">
          {t('checkout.change')}
        </Link>
      </div>
      {contents ? (
        <>
          <ul className="flex flex-col gap-4">
            {contents.items.map((item) => (
              <Item key={item.skuId} item={item} currency={contents.currency} />
            ))}
          </ul>
          <div>
            <OrderTotal contents={contents} />
          </div>
        </>
      ) : (
        <LoadingStatus>
          <Skeleton className="mb-4 h-16" />
          <Skeleton className="h-32" />
        </LoadingStatus>
      )}
      {props.children}
    </Card>
  );
}

function Item({ item, currency }: { item: CartItem; currency: string }) {
  const { t, format } = useI18n();
  const { sku, quantity } = item;
  const price = priceOf(item);
  return (
    <li tabIndex={-1} className="flex gap-3">
      {sku && (
        <ProductPicture src={sku.image} size={64} className="size-16 shrink-0 rounded-control" />
      )}
      <div className="min-w-0 grow">
        <p className="font-medium" lang={sku && langAttribute(sku, 'productName')}>
          {sku?.productName ?? item.name}
        </p>
        <p className="text-sm text-ink-soft">{sku && <SelectedOptions sku={sku} />}</p>
        <p className="text-sm text-ink-soft tabular-nums">
          {t('order.quantityTimes', { quantity, price: format.money(price, currency) })}
        </p>
        <LineProblemNote item={item} />
        <div role="status">
          <PriceChangeNote item={item} currency={currency} />
        </div>
      </div>
      <p className="shrink-0 font-medium tabular-nums">
        {format.money(price * quantity, currency)}
      </p>
    </li>
  );
}
