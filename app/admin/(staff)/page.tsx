import type { Metadata } from 'next';
import { serverData } from '../../lib/api/server-data.ts';
import { serverTexts } from '../../lib/texts/server-texts.ts';
import { PageHeader } from '../ui/office-page.tsx';
import { requireStaff } from '../session/current-staff.ts';
import { OverviewView } from './overview/overview-view.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.overview.title') };
}

export default async function OverviewPage() {
  await requireStaff('/admin');
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  await Promise.all([trpc.admin.overview.prefetch(), trpc.admin.payments.attention.prefetch()]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.overview.title')} />
      <OverviewView />
    </HydrateClient>
  );
}
