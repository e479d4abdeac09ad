'use client';

import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { DescriptionList } from '../../ui/description-list.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { lockList } from '../../ui/lists.ts';

/** Active locks by age. */
export function LocksByAge({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
  const { t, format } = useI18n();
  const { locks, now } = overview;
  const points = locks.byAge.map(({ fromMinutes, underMinutes, count }) => ({
    id: `${fromMinutes}-${underMinutes ?? ''}`,
    label: shortAgeLabel(t, fromMinutes, underMinutes),
    count,
  }));
  return (
    <>
      <Chart
        kind="bars"
        title={t('admin.overview.locksByAge')}
        note={t('admin.overview.locksByAgeNote')}
        axis={t('admin.overview.age')}
        points={points}
        series={[{ key: 'count', name: t('admin.overview.count'), color: 'var(--accent)' }]}
      />
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {points.map(({ id, label, count }) => (
          <li key={id}>
            {label}:{' '}
            <TextLink
              href={lockList.href({ age: id })}
              aria-label={`${label}: ${format.number(count)}`}
            >
              {format.number(count)}
            </TextLink>
          </li>
        ))}
      </ul>
      <div className="mt-4 border-t border-line pt-4">
        <DescriptionList
          facts={[
            [
              t('admin.overview.activeLocks'),
              <TextLink key="active" href={lockList.href({})}>
                {format.number(locks.active)}
              </TextLink>,
            ],
            [
              t('admin.overview.overdueLocks'),
              <TextLink key="overdue" href={lockList.href({ overdue: true })}>
                {format.number(locks.overdue)}
              </TextLink>,
            ],
            [
              t('admin.overview.oldestLock'),
              locks.oldestLockedAt === null ? (
                t('admin.overview.noLock')
              ) : (
                <TextLink key="oldest" href={lockList.href({})}>
                  <Timestamp at={locks.oldestLockedAt} now={now} />
                </TextLink>
              ),
            ],
          ]}
        />
      </div>
    </>
  );
}

function shortAgeLabel(t: Translate, from: number, under: number | null): string {
  if (under === null) return t('admin.overview.shortMore', { from });
  if (from === 0) return t('admin.overview.shortUnder', { count: under });
  return t('admin.overview.shortTo', { from, to: under });
}
