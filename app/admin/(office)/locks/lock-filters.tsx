'use client';

import { Field } from '#app/components/ui/field.tsx';
import { Input } from '#app/components/ui/input.tsx';
import { Select } from '#app/components/ui/select.tsx';
import { trpc } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';
import type { Translate } from '#app/texts/translate.ts';
import { FilterForm } from '../../parts/filter-form.tsx';
import { ageText } from './age-text.ts';
import { isNarrowed, lockAges, locksHref, lockSorts, lockStates, parseAge } from './locks-query.ts';
import type { LocksQuery } from './locks-query.ts';

/** Which locks to show, in which order; all of it lives in the address. */
export function LockFilters({ query }: { query: LocksQuery }) {
  const { t } = useTexts();
  const locations = trpc.admin.locks.summary.useQuery().data?.locations ?? [];
  return (
    <FilterForm path="/admin/locks" narrowed={isNarrowed(query)} clearHref={locksHref({})}>
      {query.skuId && <input type="hidden" name="skuId" value={query.skuId} />}
      <Field id="sku" label={t('admin.locks.filter.sku')} className="w-full sm:w-44">
        {(control) => (
          <Input
            {...control}
            type="search"
            name="sku"
            defaultValue={query.sku}
            maxLength={100}
            placeholder={t('admin.locks.filter.skuHint')}
          />
        )}
      </Field>
      <Field id="state" label={t('admin.locks.filter.state')} className="w-full sm:w-36">
        {(control) => (
          <Select
            {...control}
            name="state"
            defaultValue={query.state === 'active' ? '' : query.state}
          >
            {lockStates.map((state) => (
              <option key={state} value={state === 'active' ? '' : state}>
                {t(`admin.locks.state.${state}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {locations.length > 1 && (
        <Field id="location" label={t('admin.locks.filter.location')} className="w-full sm:w-44">
          {(control) => (
            <Select {...control} name="location" defaultValue={query.location ?? ''}>
              <option value="">{t('admin.all')}</option>
              {locations.map(({ locationId, name }) => (
                <option key={locationId} value={locationId}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field id="age" label={t('admin.locks.filter.age')} className="w-full sm:w-44">
        {(control) => (
          <Select {...control} name="age" defaultValue={query.age ?? ''}>
            <option value="">{t('admin.locks.filter.anyAge')}</option>
            {agesFor(query).map((age) => (
              <option key={age} value={age}>
                {textOfAge(t, age)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {query.state === 'active' && (
        <Field id="sort" label={t('admin.sortedBy')} className="w-full sm:w-40">
          {(control) => (
            <Select
              {...control}
              name="sort"
              defaultValue={query.sort === 'recoverAt' ? '' : query.sort}
            >
              {lockSorts.map((sort) => (
                <option key={sort} value={sort === 'recoverAt' ? '' : sort}>
                  {t(`admin.locks.sort.${sort}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <label className="flex min-h-11 items-center gap-2.5 font-medium">
        <input
          type="checkbox"
          name="overdue"
          value="1"
          defaultChecked={query.overdue}
          className="size-5 accent-accent"
        />
        {t('admin.locks.filter.overdue')}
      </label>
    </FilterForm>
  );
}

/** The usual choices, and the one that a link has chosen. */
function agesFor({ age }: LocksQuery): string[] {
  return age === undefined || lockAges.includes(age) ? lockAges : [age, ...lockAges];
}

function textOfAge(t: Translate, age: string): string {
  const ends = parseAge(age);
  if (!ends) return age;
  const { fromMinutes: from, underMinutes } = ends;
  if (underMinutes !== null) return ageText(t, ends);
  return from < 60
    ? t('admin.locks.filter.minutes', { count: from })
    : t('admin.locks.filter.hours', { count: from / 60 });
}
