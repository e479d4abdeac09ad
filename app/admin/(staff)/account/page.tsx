import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { Card } from '#app/ui/card.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { PageHeader, Section } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { ChangePassword } from './change-password.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { Passkeys } from './passkeys.tsx';
import { SecondFactor } from './second-factor.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.account.title') };
}

export default async function AccountPage() {
  const staff = await requireStaff({ path: '/admin/account' });
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await Promise.all([trpc.accounts.sessions.prefetch(), trpc.accounts.passkeys.prefetch()]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.account.title')} intro={t('admin.account.intro')} />
      {staff.needsSecondFactor && (
        <Notice tone="warn" title={t('admin.account.needsSecondFactor')}>
          <p>{t('admin.account.needsSecondFactorText')}</p>
        </Notice>
      )}
      <div className="grid gap-6 lg:grid-cols-2">
        <Section title={t('admin.account.secondFactor.title')}>
          <Card>
            <SecondFactor />
          </Card>
        </Section>
        <Section title={t('admin.account.password.title')}>
          <Card>
            <ChangePassword />
          </Card>
        </Section>
      </div>
      <Section title={t('admin.account.passkeys.title')}>
        <Passkeys />
      </Section>
      <Section title={t('admin.account.sessions.title')}>
        <OwnSessions />
      </Section>
    </HydrateClient>
  );
}
