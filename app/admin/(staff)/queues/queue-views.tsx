'use client';

import { useTexts } from '#app/lib/texts/texts-provider.tsx';
import { ViewLinks } from '../../ui/view-links.tsx';
import { jobsHref } from './jobs-query.ts';
import { queuesHref } from './queues-query.ts';

/** The choice between the queues as a whole and each of their jobs. */
export function QueueViews({ view }: { view: 'depth' | 'jobs' }) {
  const { t } = useTexts();
  return (
    <ViewLinks
      label={t('admin.queues.views')}
      views={[
        { href: queuesHref({}), text: t('admin.queues.depthView'), current: view === 'depth' },
        { href: jobsHref({}), text: t('admin.queues.jobs.title'), current: view === 'jobs' },
      ]}
    />
  );
}
