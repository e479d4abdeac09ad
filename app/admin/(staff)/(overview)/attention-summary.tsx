'use client';

import { Notice } from '#app/ui/notice.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { ThrottledLiveRegion } from '../../ui/throttled-live-region.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { lockList, queueList, reconciliationList, sweepList } from '../../ui/lists.ts';
import { hasFailed } from '../sweeps/sweep-result.tsx';

const cronHrefs = {
  sweep: sweepList.href({}),
  reconcile: reconciliationList.href({}),
  'apply-retention': queueList.href({ queue: 'apply-retention' }),
};

/** What needs attention; says that all is well only after everything has been checked. */
export function AttentionSummary({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
  const { t, format } = useI18n();
  const attention = trpc.admin.payments.attention.useQuery(undefined, useLiveQueryOptions());
  const money = attention.data;
  const { lastSweep, now } = overview;
  const counts = [
    ['overdue', overview.locks.overdue, lockList.href({ overdue: true })],
    ['deadLetters', overview.deadLetters, '/admin/queues#dead'],
    ['sweep', lastSweep && hasFailed(lastSweep, now) ? 1 : 0, '/admin/sweeps'],
    ['money', (money?.items.length ?? 0) + (money?.books ? 1 : 0), '/admin/payments'],
  ] as const;
  const items = [
    ...counts
      .filter(([, count]) => count > 0)
      .map(([key, count, href]) => ({
        key,
        href,
        text: t(`admin.overview.attentionItems.${key}`, { count }),
      })),
    ...overview.overdueCrons.map(({ queue, dueAt }) => ({
      key: queue,
      href: cronHrefs[queue],
      text: t(`admin.overview.overdueCrons.${queue}`, { time: format.dateTime(dueAt) }),
    })),
  ];
  const unknown = attention.error ? t('admin.overview.moneyUnknown') : t('admin.overview.checking');
  const isKnown = money !== undefined;
  const parts = items.map((item) => item.text);
  const text = isKnown
    ? parts.join(', ') || t('admin.overview.allClear')
    : [...parts, unknown].join(', ');
  return (
    <>
      <ThrottledLiveRegion text={text} />
      {items.length > 0 || attention.error ? (
        <Notice tone="warn" title={t('admin.overview.attention')}>
          <ul className="flex flex-wrap gap-x-6 gap-y-1">
            {items.map((item) => (
              <li key={item.key}>
                <TextLink href={item.href} className="text-inherit">
                  {item.text}
                </TextLink>
              </li>
            ))}
            {!isKnown && <li>{unknown}</li>}
          </ul>
        </Notice>
      ) : isKnown ? (
        <Notice tone="good" title={t('admin.overview.allClear')}>
          <p>{t('admin.overview.allClearText')}</p>
        </Notice>
      ) : (
        <Notice title={unknown} />
      )}
    </>
  );
}
