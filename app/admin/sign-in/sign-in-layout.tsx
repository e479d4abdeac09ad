import { Logo } from '../../ui/logo.tsx';
import { Link } from '../../ui/link.tsx';
import { PreferencesMenu } from '../../ui/preferences-menu.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';

/** The pages of who is not signed in. */
export async function SignInLayout({ children }: { children: React.ReactNode }) {
  const { t } = await getI18n();
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-4 py-3 sm:px-6">
        <Link
          href="/"
          className="flex items-center gap-2.5 rounded-control text-xl font-semibold tracking-tight"
        >
          <Logo className="size-8" />
          {t('ui.siteName')}
        </Link>
        <PreferencesMenu />
      </header>
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-4 pt-6 pb-24">
        {children}
      </main>
    </div>
  );
}
