'use client';

import { Badge } from '#app/ui/badge.tsx';
import { Link } from '#app/ui/link.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { ThrottledLiveRegion } from '../../ui/throttled-live-region.tsx';
import { lockedSkuList, lockList } from '../../ui/lists.ts';
import type { LockedSkuQuery, LockQuery } from '../../ui/lists.ts';
import { ViewSwitcher } from '../../ui/page-layout.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';

/** Totals of locked stock, and links to its two views with the filters that both have. */
export function LockSummary(props: { view: 'each' | 'sku'; query: LockQuery | LockedSkuQuery }) {
  const { t } = useI18n();
  const { sku, skuId, location, overdue } = props.query;
  const shared = { sku, skuId, location, overdue };
  const { data } = trpc.admin.locks.summary.useQuery(undefined, useLiveQueryOptions());
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <ThrottledLiveRegion text={data ? summaryText(t, data) : ''} />
      <p className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        {data && (
          <>
            <strong className="font-semibold">
              {t('admin.locks.summary', { count: data.active })}
            </strong>
            <span className="text-ink-soft">
              {t('admin.locks.heldUnits', { count: data.units })}
            </span>
            {data.overdue > 0 ? (
              <Link href={lockList.href({ overdue: true })} className="rounded-full">
                <Badge tone="bad" className="underline underline-offset-2">
                  {t('admin.locks.overdueCount', { count: data.overdue })}
                </Badge>
              </Link>
            ) : (
              <Badge tone="good">{t('admin.locks.noneOverdue')}</Badge>
            )}
          </>
        )}
      </p>
      <ViewSwitcher
        label={t('admin.locks.views')}
        views={[
          {
            href: lockList.href(shared),
            text: t('admin.locks.each'),
            current: props.view === 'each',
          },
          {
            href: lockedSkuList.href(shared),
            text: t('admin.locks.bySku'),
            current: props.view === 'sku',
          },
        ]}
      />
    </div>
  );
}

function summaryText(
  t: Translate,
  { active, overdue }: { active: number; overdue: number },
): string {
  const overdueText =
    overdue > 0 ? t('admin.locks.overdueCount', { count: overdue }) : t('admin.locks.noneOverdue');
  return `${t('admin.locks.summary', { count: active })}, ${overdueText}`;
}
