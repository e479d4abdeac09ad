import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { sweepList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { SweepNow } from './sweep-now.tsx';
import { SweepsTable } from './sweeps-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.sweeps.title') };
}

export default async function SweepsPage(props: PageProps<'/admin/sweeps'>) {
  const searchParams = await props.searchParams;
  await requireStaff(sweepList, searchParams);
  const query = sweepList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.sweeps.list.prefetch(query);
  return (
    <HydrateClient>
      <PageHeader
        title={t('admin.sweeps.title')}
        intro={t('admin.sweeps.intro')}
        actions={<SweepNow />}
      />
      <SweepsTable query={query} />
    </HydrateClient>
  );
}
