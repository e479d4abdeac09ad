'use client';

import { clsx } from 'clsx';
import { usePathname } from 'next/navigation';
import { LinkProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { Logo } from '../../ui/logo.tsx';
import { Link } from '../../ui/link.tsx';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';
import { isCurrentPage, navItems } from './nav-items.ts';
import { StaffCard } from './staff-card.tsx';

/** The navigation of wide screens, and who is signed in. */
export function AdminSidebar() {
  const { t } = useI18n();
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col gap-6 overflow-y-auto border-r border-line bg-surface p-4 lg:flex">
      <Link
        href="/admin"
        className="flex items-center gap-2.5 rounded-control px-2 text-lg font-semibold tracking-tight"
      >
        <Logo className="size-8" />
        <span>
          {t('ui.siteName')}
          <span className="block text-sm font-normal tracking-normal text-ink-soft">
            {t('admin.title')}
          </span>
        </span>
      </Link>
      <NavLinks />
      <div className="mt-auto">
        <StaffCard />
      </div>
    </aside>
  );
}

/** @param props.onNavigate called when a link is followed */
export function NavLinks(props: { onNavigate?: () => void }) {
  const { t } = useI18n();
  const path = usePathname();
  return (
    <nav aria-label={t('admin.navigation')}>
      <ul className="flex flex-col gap-1">
        {navItems.map(({ key, href, icon: Icon }) => {
          const current = isCurrentPage(href, path);
          return (
            <li key={key}>
              <Link
                href={href}
                onClick={props.onNavigate}
                aria-current={current ? 'page' : undefined}
                className={clsx(
                  'flex min-h-11 items-center gap-3 rounded-control px-3 font-medium transition-colors',
                  current ? 'bg-accent-soft text-accent-ink' : 'text-ink hover:bg-sunken',
                )}
              >
                <LinkProgressBar />
                <Icon aria-hidden className="size-5 shrink-0" />
                {t(`admin.nav.${key}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
