import type { Metadata } from 'next';
import { getServerTrpc } from '#app/lib/api/server-trpc.ts';
import { getI18n } from '#app/lib/texts/get-i18n.ts';
import { lockedSkuInput, lockedSkuList, lockInput, lockList } from '../../ui/lists.ts';
import { PageHeader } from '../../ui/page-layout.tsx';
import { requireStaff } from '../../session/current-staff.ts';
import { LockSummary } from './lock-summary.tsx';
import { LocksBySku } from './locks-by-sku.tsx';
import { LocksTable } from './locks-table.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getI18n();
  return { title: t('admin.locks.title') };
}

export default async function LocksPage(props: PageProps<'/admin/locks'>) {
  const searchParams = await props.searchParams;
  await requireStaff(lockList, searchParams);
  const view = searchParams['view'] === 'sku' ? 'sku' : 'each';
  const lockQuery = lockList.parse(searchParams);
  const skuQuery = lockedSkuList.parse(searchParams);
  const [{ trpc, HydrateClient }, { t }] = await Promise.all([getServerTrpc(), getI18n()]);
  const { locks, stock } = trpc.admin;
  await Promise.all([
    locks.summary.prefetch(),
    lockQuery.skuId && stock.list.prefetch({ skuId: lockQuery.skuId }),
    view === 'sku'
      ? locks.bySku.prefetch(lockedSkuInput(skuQuery))
      : locks.list.prefetch(lockInput(lockQuery)),
  ]);
  return (
    <HydrateClient>
      <PageHeader title={t('admin.locks.title')} intro={t('admin.locks.intro')} />
      <LockSummary view={view} query={view === 'sku' ? skuQuery : lockQuery} />
      {view === 'sku' ? <LocksBySku query={skuQuery} /> : <LocksTable query={lockQuery} />}
    </HydrateClient>
  );
}
