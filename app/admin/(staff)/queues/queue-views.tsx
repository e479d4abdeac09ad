'use client';

import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { ViewSwitcher } from '../../ui/view-switcher.tsx';
import { jobsHref } from './jobs-query.ts';
import { queuesHref } from './queues-query.ts';

/** The choice between the queues as a whole and each of their jobs. */
export function QueueViews({ view }: { view: 'depth' | 'jobs' }) {
  const { t } = useI18n();
  return (
    <ViewSwitcher
      label={t('admin.queues.views')}
      views={[
        { href: queuesHref({}), text: t('admin.queues.depthView'), current: view === 'depth' },
        { href: jobsHref({}), text: t('admin.queues.jobs.title'), current: view === 'jobs' },
      ]}
    />
  );
}
