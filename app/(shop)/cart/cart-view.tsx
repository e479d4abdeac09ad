'use client';

import { ShoppingBag } from 'lucide-react';
import { useCartContents } from '../../lib/cart/use-cart-contents.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { CartItemRow } from './cart-item-row.tsx';
import { CartSummary } from './cart-summary.tsx';
import { LoadingStatus, Skeleton } from '../../ui/skeleton.tsx';

/** The cart with current prices and stock. */
export function CartView() {
  const { t } = useI18n();
  const { contents, empty, failed, stale, retry } = useCartContents();

  if (empty) return <EmptyCart />;
  if (!contents) {
    if (!failed) return <CartLoading />;
    return (
      <ErrorState
        title={t('errors.connection')}
        action={
          <Button variant="primary" onClick={retry}>
            {t('ui.tryAgain')}
          </Button>
        }
      />
    );
  }

  const changed = contents.priceChanged || !contents.orderable;
  return (
    <div className="grid gap-8 lg:grid-cols-[1fr_22rem] lg:items-start">
      <section aria-label={t('cart.items')}>
        {/* A live region, so that screen readers announce changes. */}
        <div role="status">
          {changed && (
            <Notice tone="warn" title={t('cart.changedTitle')} className="mb-4">
              {!contents.orderable && <p>{t('cart.resolveProblems')}</p>}
            </Notice>
          )}
          {stale && (
            <Notice className="mb-4">
              <p>{t('cart.stale')}</p>
            </Notice>
          )}
        </div>
        <ul className="flex flex-col divide-y divide-line border-y border-line">
          {contents.items.map((item) => (
            <CartItemRow key={item.skuId} item={item} currency={contents.currency} />
          ))}
        </ul>
      </section>
      <CartSummary contents={contents} />
    </div>
  );
}

export function EmptyCart({ className }: { className?: string }) {
  const { t } = useI18n();
  return (
    <EmptyState
      className={className}
      title={t('cart.emptyTitle')}
      icon={<ShoppingBag aria-hidden className="size-8" />}
      action={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          {t('cart.goShopping')}
        </Link>
      }
    >
      {t('cart.emptyText')}
    </EmptyState>
  );
}

/** Shown while the cart and its prices load. */
function CartLoading() {
  return (
    <LoadingStatus className="grid gap-8 lg:grid-cols-[1fr_22rem] lg:items-start">
      <div className="flex flex-col gap-4">
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
      </div>
      <Skeleton className="h-56 rounded-card!" />
    </LoadingStatus>
  );
}
