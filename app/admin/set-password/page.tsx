import type { Metadata } from 'next';
import { Card } from '../../ui/card.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { SignInLayout } from '../sign-in/sign-in-layout.tsx';
import { SetPasswordForm } from './set-password-form.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.account.setPassword.title') };
}

/** Where a one-time link leads. Its token is in the fragment, which no server sees. */
export default async function SetPasswordPage() {
  const { t } = await getI18n();
  return (
    <SignInLayout>
      <Card>
        <h1 className="text-2xl font-semibold">{t('admin.account.setPassword.title')}</h1>
        <p className="mt-2 mb-6 text-ink-soft">{t('admin.account.setPassword.intro')}</p>
        <SetPasswordForm />
      </Card>
    </SignInLayout>
  );
}
