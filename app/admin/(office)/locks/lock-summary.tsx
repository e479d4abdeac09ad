'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { Badge } from '#app/components/ui/badge.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { trpc } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { locksHref } from './locks-query.ts';
import type { LocksQuery } from './locks-query.ts';

/** How much is locked in all, and the choice between each lock and one row per SKU. */
export function LockSummary({ query }: { query: LocksQuery }) {
  const { t } = useTexts();
  const { data } = trpc.admin.locks.summary.useQuery(undefined, useLiveQuery());
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <p role="status" className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
        {data && (
          <>
            <strong className="font-semibold">
              {t('admin.locks.summary', { count: data.active })}
            </strong>
            <span className="text-ink-soft">
              {t('admin.locks.heldUnits', { count: data.units })}
            </span>
            {data.overdue > 0 ? (
              <Link href={locksHref({ overdue: true })} className="rounded-full">
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
      <nav aria-label={t('admin.locks.views')} className="flex gap-1">
        <ViewLink href={locksHref({})} current={query.view === 'each'}>
          {t('admin.locks.each')}
        </ViewLink>
        <ViewLink href={locksHref({ view: 'sku' })} current={query.view === 'sku'}>
          {t('admin.locks.bySku')}
        </ViewLink>
      </nav>
    </div>
  );
}

function ViewLink(props: { href: string; current: boolean; children: React.ReactNode }) {
  return (
    <Link
      href={props.href}
      scroll={false}
      aria-current={props.current ? 'true' : undefined}
      className={clsx(
        buttonClass({ variant: props.current ? 'primary' : 'secondary', size: 'sm' }),
      )}
    >
      {props.children}
    </Link>
  );
}
