import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Card } from '../../ui/card.tsx';
import { getI18n } from '../../lib/texts/get-i18n.ts';
import { getCurrentStaff } from '../session/current-staff.ts';
import { returnPath } from '../session/sign-in-href.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SignInLayout } from './sign-in-layout.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.signIn.title') };
}

export default async function SignInPage(props: PageProps<'/admin/sign-in'>) {
  const to = returnPath((await props.searchParams)['to']);
  const [staff, { t }] = await Promise.all([getCurrentStaff(), getI18n()]);
  if (staff) redirect(to);
  return (
    <SignInLayout>
      <Card>
        <h1 className="text-2xl font-semibold">{t('admin.signIn.title')}</h1>
        <p className="mt-2 mb-6 text-ink-soft">{t('admin.signIn.intro')}</p>
        <SignInForm to={to} />
      </Card>
    </SignInLayout>
  );
}
