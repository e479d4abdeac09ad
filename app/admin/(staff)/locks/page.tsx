import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { LockFilters } from './lock-filters.tsx';
import { LockSummary } from './lock-summary.tsx';
import { LocksBySku } from './locks-by-sku.tsx';
import { lockedSkusInput, locksInput, parseLocksQuery } from './locks-query.ts';
import { LocksTable } from './locks-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.locks.title') };
}

export default async function LocksPage(props: PageProps<'/admin/locks'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/locks', searchParams);
  const query = parseLocksQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const { locks } = trpc.admin;
  await Promise.all([
    locks.summary.prefetch(),
    query.skuId && trpc.admin.stock.list.prefetch({ skuId: query.skuId }),
    query.view === 'sku'
      ? locks.bySku.prefetch(lockedSkusInput(query))
      : locks.list.prefetch(locksInput(query)),
  ]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.locks.title')} intro={t('admin.locks.intro')} />
      <LockSummary query={query} />
      <LockFilters query={query} />
      {query.view === 'sku' ? <LocksBySku query={query} /> : <LocksTable query={query} />}
    </HydrateClient>
  );
}
