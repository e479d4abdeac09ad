'use client';

import { Menu, Store } from 'lucide-react';
import { useState } from 'react';
import { Logo } from '../../ui/logo.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Link } from '../../ui/link.tsx';
import { PreferencesMenu } from '../../ui/preferences-menu.tsx';
import { useI18n, useTimeZoneCookie } from '../../lib/texts/i18n-provider.tsx';
import { LiveStatusBadge } from '../ui/live-updates.tsx';
import { NavLinks } from './admin-sidebar.tsx';
import { StaffCard } from './staff-card.tsx';

/** The bar at the top; on narrow screens with the navigation in a drawer. */
export function AdminHeader() {
  useTimeZoneCookie();
  const { t } = useI18n();
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface/95 backdrop-blur-sm">
      <div className="flex h-14 items-center gap-1 px-4 sm:gap-2 sm:px-6 lg:px-8">
        <div className="mr-auto flex items-center gap-2 lg:hidden">
          <NavDrawer />
          <Link href="/admin" aria-label={t('admin.title')} className="rounded-control">
            <Logo className="size-8" />
          </Link>
        </div>
        <div className="lg:mr-auto">
          <LiveStatusBadge />
        </div>
        <Link
          href="/"
          aria-label={t('admin.toShop')}
          title={t('admin.toShop')}
          className={buttonClass({ variant: 'quiet', size: 'icon' })}
        >
          <Store aria-hidden className="size-5" />
        </Link>
        <PreferencesMenu />
      </div>
    </header>
  );
}

function NavDrawer() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={t('admin.title')}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="quiet" size="icon" aria-label={t('admin.menu')} className="-ml-2">
          <Menu aria-hidden className="size-6" />
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <NavLinks onNavigate={() => setOpen(false)} />
        <StaffCard />
      </div>
    </Dialog>
  );
}
