'use client';

import type { JobFilter } from '#server/shared/list-jobs-input.ts';
import { Badge } from '#app/ui/badge.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { jobsHref } from './jobs-query.ts';

/** How many jobs of a queue are in one state, which leads to them. */
export function JobCount(props: { queue: string; state: JobFilter['state']; count: number }) {
  const { t, format } = useI18n();
  const { queue, state, count } = props;
  const number = format.number(count);
  return (
    <TextLink
      href={jobsHref({ queue, state })}
      aria-label={`${queue}, ${t(`admin.queues.column.${state}`)}: ${number}`}
    >
      {state === 'failed' && count > 0 ? <Badge tone="bad">{number}</Badge> : number}
    </TextLink>
  );
}
