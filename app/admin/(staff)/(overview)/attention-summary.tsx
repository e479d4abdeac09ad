'use client';

import { Notice } from '#app/ui/notice.tsx';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { ThrottledLiveRegion } from '../../ui/throttled-live-region.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLiveQueryOptions } from '../../ui/live-updates.tsx';
import { lockList } from '../../ui/lists.ts';
import { hasFailed } from '../sweeps/sweep-result.tsx';

/** What needs attention; says that all is well only after everything has been checked. */
export function AttentionSummary({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
  const { t } = useI18n();
  const attention = trpc.admin.payments.attention.useQuery(undefined, useLiveQueryOptions());
  const money = attention.data;
  const { lastSweep, now } = overview;
  const counts = [
    ['overdue', overview.locks.overdue, lockList.href({ overdue: true })],
    ['deadLetters', overview.deadLetters, '/admin/queues#dead'],
    ['sweep', lastSweep && hasFailed(lastSweep, now) ? 1 : 0, '/admin/sweeps'],
    ['money', (money?.items.length ?? 0) + (money?.books ? 1 : 0), '/admin/payments'],
  ] as const;
  const open = counts.filter(([, count]) => count > 0);
  const unknown = attention.error ? t('admin.overview.moneyUnknown') : t('admin.overview.checking');
  const isKnown = money !== undefined;
  const parts = open.map(([key, count]) => t(`admin.overview.attentionItems.${key}`, { count }));
  const text = isKnown
    ? parts.join(', ') || t('admin.overview.allClear')
    : [...parts, unknown].join(', ');
  return (
    <>
      <ThrottledLiveRegion text={text} />
      {open.length > 0 || attention.error ? (
        <Notice tone="warn" title={t('admin.overview.attention')}>
          <ul className="flex flex-wrap gap-x-6 gap-y-1">
            {open.map(([key, count, href]) => (
              <li key={key}>
                <TextLink href={href} className="text-inherit">
                  {t(`admin.overview.attentionItems.${key}`, { count })}
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
