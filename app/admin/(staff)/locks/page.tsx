import type { Metadata } from 'next';
import { serverData } from '#app/lib/api/server-data.ts';
import { serverTexts } from '#app/lib/texts/server-texts.ts';
import { PageHeader } from '../../ui/office-page.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { LockFilters } from './lock-filters.tsx';
import { LockSummary } from './lock-summary.tsx';
import { LocksBySku } from './locks-by-sku.tsx';
import { lockedSkusInput, locksInput, parseLocksQuery } from './locks-query.ts';
import { LocksTable } from './locks-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await serverTexts();
  return { title: t('admin.locks.title') };
}

export default async function LocksPage(props: PageProps<'/admin/locks'>) {
  const searchParams = await props.searchParams;
  await requireStaff('/admin/locks', searchParams);
  const query = parseLocksQuery(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([serverData(), serverTexts()]);
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
