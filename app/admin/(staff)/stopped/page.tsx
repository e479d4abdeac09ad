import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { refusalList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { RefusalsTable } from './refusals-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.limits.title') };
}

export default async function StoppedOrdersPage(props: PageProps<'/admin/stopped'>) {
  const searchParams = await props.searchParams;
  await requireStaff(refusalList, searchParams);
  const query = refusalList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.limits.refusals.prefetch(query);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.limits.title')} intro={t('admin.limits.intro')} />
      <RefusalsTable query={query} />
    </HydrateClient>
  );
}
