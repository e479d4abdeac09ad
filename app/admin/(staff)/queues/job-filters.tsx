'use client';

import { jobStates } from '#server/shared/list-jobs-input.ts';
import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/select.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { hasFilters, jobsHref, type JobsQuery } from './jobs-query.ts';
import { useQueueQueryOptions } from './use-queue-query-options.ts';

/** Which jobs to show; all of it lives in the address. */
export function JobFilters({ query }: { query: JobsQuery }) {
  const { t } = useI18n();
  return (
    <FilterForm path="/admin/queues" narrowed={hasFilters(query)} clearHref={jobsHref({})}>
      <input type="hidden" name="view" value="jobs" />
      <QueueField queue={query.queue} />
      <Field id="state" label={t('admin.queues.jobs.state')} className="sm:w-44">
        {(control) => (
          <Select
            {...control}
            name="state"
            defaultValue={query.state === 'ready' ? '' : query.state}
          >
            {jobStates.map((state) => (
              <option key={state} value={state === 'ready' ? '' : state}>
                {t(`admin.queues.column.${state}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FilterForm>
  );
}

function QueueField({ queue }: { queue: string | undefined }) {
  const { t } = useI18n();
  const { data } = trpc.admin.queues.list.useQuery(undefined, useQueueQueryOptions());
  const names = data?.queues.map(({ name }) => name) ?? [];
  // A queue that there is not is shown as well, since the list is narrowed by it.
  const choices = queue === undefined || names.includes(queue) ? names : [queue, ...names];
  return (
    <Field id="queue" label={t('admin.queues.chooseQueue')} className="sm:w-56">
      {(control) => (
        <Select {...control} name="queue" defaultValue={queue ?? ''}>
          <option value="">{t('admin.all')}</option>
          {choices.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
