'use client';

import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Chart } from '../../ui/charts/chart.tsx';

/** What has become of the orders of each hour of the last day. */
export function OrdersByHour({ overview }: { overview: RouterOutputs['admin']['overview'] }) {
  const { t, format } = useI18n();
  const points = overview.ordersByHour.map(({ at, ...counts }) => ({
    id: at,
    label: format.time(at),
    ...counts,
  }));
  return (
    <Chart
      kind="bars"
      title={t('admin.overview.ordersByHour')}
      note={t('admin.overview.ordersByHourNote')}
      axis={t('admin.overview.hour')}
      points={points}
      series={[
        { key: 'paid', name: t('admin.overview.paid'), color: 'var(--good)' },
        { key: 'pending', name: t('admin.overview.pending'), color: 'var(--warn)' },
        { key: 'cancelled', name: t('admin.overview.cancelled'), color: 'var(--line-strong)' },
      ]}
    />
  );
}
