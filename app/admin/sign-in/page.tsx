import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Logo } from '../../ui/logo.tsx';
import { Card } from '../../ui/card.tsx';
import { Link } from '../../ui/link.tsx';
import { PreferencesMenu } from '../../ui/preferences-menu.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { getCurrentStaff } from '../session/current-staff.ts';
import { returnPath } from '../session/sign-in-href.ts';
import { SignInForm } from './sign-in-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.signIn.title') };
}

export default async function SignInPage(props: PageProps<'/admin/sign-in'>) {
  const to = returnPath((await props.searchParams)['to']);
  const [staff, { t }] = await Promise.all([getCurrentStaff(), getI18n()]);
  if (staff) redirect(to);
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
        <Card>
          <h1 className="text-2xl font-semibold">{t('admin.signIn.title')}</h1>
          <p className="mt-2 mb-6 text-ink-soft">{t('admin.signIn.intro')}</p>
          <SignInForm to={to} />
        </Card>
      </main>
    </div>
  );
}
