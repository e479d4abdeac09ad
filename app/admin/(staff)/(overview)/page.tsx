import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { OverviewView } from './overview-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.overview.title') };
}

export default async function OverviewPage() {
  await requireStaff({ path: '/admin' });
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await Promise.all([trpc.admin.overview.prefetch(), trpc.admin.payments.attention.prefetch()]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.overview.title')} />
      <OverviewView />
    </HydrateClient>
  );
}
