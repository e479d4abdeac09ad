'use client';

import { Notice } from '#app/components/ui/notice.tsx';
import { trpc, type RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import { CalmStatus } from '../../parts/calm-status.tsx';
import { TextLink } from '../../parts/text-link.tsx';
import { useLiveQuery } from '../../shell/live.tsx';
import { locksHref } from '../locks/locks-query.ts';

/** What needs a person now, or that nothing does. */
export function ToDo({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
  const { t } = useTexts();
  const attention = trpc.admin.payments.attention.useQuery(undefined, useLiveQuery()).data;
  const counts = [
    ['overdue', overview.locks.overdue, locksHref({ overdue: true })],
    ['deadLetters', overview.deadLetters, '/admin/queues'],
    ['money', (attention?.items.length ?? 0) + (attention?.books ? 1 : 0), '/admin/payments'],
  ] as const;
  const open = counts.filter(([, count]) => count > 0);
  const text =
    open.length === 0
      ? t('admin.overview.nothingToDo')
      : open.map(([key, count]) => t(`admin.overview.toDo.${key}`, { count })).join(', ');
  return (
    <>
      <CalmStatus text={text} />
      {open.length === 0 ? (
        <Notice tone="good" title={t('admin.overview.nothingToDo')}>
          <p>{t('admin.overview.nothingToDoText')}</p>
        </Notice>
      ) : (
        <Notice tone="warn" title={t('admin.overview.attention')}>
          <ul className="flex flex-wrap gap-x-6 gap-y-1">
            {open.map(([key, count, href]) => (
              <li key={key}>
                <TextLink href={href} className="text-inherit">
                  {t(`admin.overview.toDo.${key}`, { count })}
                </TextLink>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
