'use client';

import type { CartContents } from '../../lib/cart/cart-contents.ts';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { langAttribute } from '../../lib/texts/product-language.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { LineProblemNote } from '../cart/line-problem-note.tsx';

/**
 * What went while the shopper was filling in the form, said above it and aloud: on a phone the order
 * itself is far below. It can be put right here.
 */
export function UnavailableItemsNotice({ contents }: { contents: CartContents | null }) {
  const { t } = useI18n();
  const items = contents?.items.filter(({ problem }) => problem !== undefined) ?? [];
  return (
    // The live region stands there before it speaks, without taking room.
    <div role="status" tabIndex={-1} className="empty:-mt-8">
      {items.length > 0 && (
        <Notice tone="warn" title={t('cart.fixFirst')}>
          <ul className="flex flex-col gap-3">
            {items.map((item) => (
              <li key={item.skuId}>
                <p lang={item.sku && langAttribute(item.sku, 'productName')}>
                  {item.sku?.productName ?? item.name}
                </p>
                <LineProblemNote item={item} />
              </li>
            ))}
          </ul>
          <Link href="/cart" className="font-medium underline underline-offset-4">
            {t('checkout.backToCart')}
          </Link>
        </Notice>
      )}
    </div>
  );
}
