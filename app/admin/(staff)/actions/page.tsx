import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { actionsInput, parseActionsQuery } from './actions-query.ts';
import { ActionsTable } from './actions-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.actionLog.title') };
}

export default async function ActionsPage(props: PageProps<'/admin/actions'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/actions', searchParams);
  const query = parseActionsQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
  await trpc.admin.actions.list.prefetch(actionsInput(query));
  return (
    <HydrateClient>
      <PageHeader title={t('admin.actionLog.title')} intro={t('admin.actionLog.intro')} />
      <ActionsTable query={query} />
    </HydrateClient>
  );
}
