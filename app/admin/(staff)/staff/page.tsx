import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { InviteStaff } from './invite-staff.tsx';
import { StaffTable } from './staff-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.staff.title') };
}

export default async function StaffPage() {
  await requireStaff({ path: '/admin/staff' });
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  await trpc.admin.staff.list.prefetch();
  return (
    <HydrateClient>
      <PageHeader
        title={t('admin.staff.title')}
        intro={t('admin.staff.intro')}
        actions={<InviteStaff />}
      />
      <StaffTable />
    </HydrateClient>
  );
}
