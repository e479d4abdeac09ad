import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { actionInput, actionList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { ActionsTable } from './actions-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.actionLog.title') };
}

export default async function ActionsPage(props: PageProps<'/admin/actions'>) {
  const searchParams = await props.searchParams;
  await requireStaff(actionList, searchParams);
  const query = actionList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.actions.list.prefetch(actionInput(query));
  return (
    <HydrateClient>
      <PageHeader title={t('admin.actionLog.title')} intro={t('admin.actionLog.intro')} />
      <ActionsTable query={query} />
    </HydrateClient>
  );
}
