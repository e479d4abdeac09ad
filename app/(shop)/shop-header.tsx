'use client';

import { clsx } from 'clsx';
import { Package, ShoppingBag } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useCartUnits } from '../lib/cart/cart-store.ts';
import { Logo } from '../ui/logo.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { PreferencesMenu } from '../ui/preferences-menu.tsx';
import { useI18n } from '../lib/texts/i18n-provider.tsx';

export function ShopHeader() {
  const { t } = useI18n();
  const path = usePathname();
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface/95 backdrop-blur-sm">
      <div className="mx-auto flex h-16 max-w-(--page-width) items-center gap-1 px-4 sm:gap-2 sm:px-6">
        <Link
          href="/"
          className="mr-auto flex items-center gap-2.5 rounded-control text-xl font-semibold tracking-tight"
        >
          <Logo className="size-8" />
          {t('ui.siteName')}
        </Link>
        <nav aria-label={t('ui.mainNavigation')} className="flex items-center gap-1 sm:gap-2">
          <Link
            href="/orders"
            aria-label={t('ui.myOrders')}
            aria-current={path === '/orders' ? 'page' : undefined}
            className={clsx(buttonClass({ variant: 'quiet', size: 'icon' }), 'sm:w-auto! sm:px-4')}
          >
            <Package aria-hidden className="size-5" />
            <span className="hidden sm:inline">{t('ui.myOrders')}</span>
          </Link>
          <CartLink current={path === '/cart'} />
        </nav>
        <PreferencesMenu />
      </div>
    </header>
  );
}

/** A longer number would cover the picture on a phone; screen readers hear all units. */
const BADGE_MAX = 99;

function CartLink({ current }: { current: boolean }) {
  const { t, format } = useI18n();
  const units = useCartUnits();
  return (
    <Link
      href="/cart"
      aria-current={current ? 'page' : undefined}
      className={clsx(
        buttonClass({ variant: 'quiet', size: 'icon' }),
        'relative sm:w-auto! sm:px-4',
      )}
    >
      <ShoppingBag aria-hidden className="size-5" />
      <span className="sr-only sm:not-sr-only">{t('ui.cart')}</span>
      {units > 0 && (
        <>
          <span className="sr-only"> {t('cart.units', { count: units })}</span>
          <span
            aria-hidden
            className="absolute top-0 right-0 min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-semibold text-on-accent tabular-nums sm:static"
          >
            {units > BADGE_MAX ? `${format.number(BADGE_MAX)}+` : format.number(units)}
          </span>
        </>
      )}
    </Link>
  );
}
