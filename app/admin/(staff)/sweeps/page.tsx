import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { textOf } from '../../ui/search-params.ts';
import { requireStaff } from '../../session/current-staff.ts';
import { SweepNow } from './sweep-now.tsx';
import { SweepsTable } from './sweeps-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.sweeps.title') };
}

export default async function SweepsPage(props: PageProps<'/admin/sweeps'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/sweeps', searchParams);
  const cursor = textOf(searchParams['cursor'], 500);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  await trpc.admin.sweeps.list.prefetch({ cursor });
  return (
    <HydrateClient>
      <PageHeader
        title={t('admin.sweeps.title')}
        intro={t('admin.sweeps.intro')}
        actions={<SweepNow />}
      />
      <SweepsTable cursor={cursor} />
    </HydrateClient>
  );
}
