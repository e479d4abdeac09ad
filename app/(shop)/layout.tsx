import { Link } from '../ui/link.tsx';
import { OfflineBanner } from '../ui/offline-banner.tsx';
import { isLiveShop } from '#server/trpc/in-process.ts';
import { getI18n } from '../lib/texts/get-i18n.ts';
import { ShopHeader } from './shop-header.tsx';
import { UnpaidOrderBar } from './unpaid-order-bar.tsx';

/** Header, banners and footer of every shop page. */
export default async function ShopLayout({ children }: { children: React.ReactNode }) {
  const { t } = await getI18n();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-control bg-accent text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:px-4 focus:py-3"
      >
        {t('ui.skipToContent')}
      </a>
      <ShopHeader />
      <OfflineBanner />
      {children}
      <UnpaidOrderBar />
      <footer className="border-t border-line">
        <div className="mx-auto flex max-w-(--page-width) flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-6 text-sm text-ink-soft sm:px-6">
          <p>{isLiveShop() ? `${t('ui.siteName')} · ${t('ui.tagline')}` : t('ui.footerNote')}</p>
          <Link href="/admin" className="underline underline-offset-4">
            {t('ui.staff')}
          </Link>
        </div>
      </footer>
    </div>
  );
}
