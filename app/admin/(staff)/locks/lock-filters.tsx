'use client';

import { lockedSkuSorts, lockSorts, lockStates } from '#server/shared/list-locks-input.ts';
import { Field } from '#app/ui/field.tsx';
import { Select } from '#app/ui/select.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { FilterChip } from '../../ui/filter-chip.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { ageText } from './age-text.ts';
import { hasFilters, lockAges, locksHref, parseAge } from './locks-query.ts';
import type { LocksQuery } from './locks-query.ts';

/** Which locks to show, in which order; all of it lives in the address. */
export function LockFilters({ query }: { query: LocksQuery }) {
  const { t } = useI18n();
  const { view, skuId, state } = query;
  const isActive = state === 'active';
  return (
    <FilterForm
      key={view}
      path="/admin/locks"
      narrowed={hasFilters(query)}
      clearHref={locksHref({ view })}
    >
      {view === 'sku' && <input type="hidden" name="view" value="sku" />}
      {skuId ? <SelectedSku query={query} skuId={skuId} /> : <SkuField sku={query.sku} />}
      {view === 'each' && <StateField state={state} />}
      <LocationField location={query.location} />
      {view === 'each' && <AgeField query={query} />}
      {isActive && <SortField query={query} />}
      {isActive && (
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
      )}
    </FilterForm>
  );
}

/** The one SKU that a number of another page led to. */
function SelectedSku({ query, skuId }: { query: LocksQuery; skuId: string }) {
  const { t } = useI18n();
  const code = trpc.admin.stock.list.useQuery({ skuId }).data?.rows[0]?.code ?? skuId;
  return (
    <FilterChip
      name={t('admin.locks.filter.sku')}
      value={code}
      clearHref={locksHref({ ...query, skuId: undefined, cursor: undefined })}
    >
      <input type="hidden" name="skuId" value={skuId} />
    </FilterChip>
  );
}

function SkuField({ sku }: { sku: string | undefined }) {
  const { t } = useI18n();
  return (
    <SearchField
      name="sku"
      label={t('admin.locks.filter.sku')}
      hint={t('admin.locks.filter.skuHint')}
      value={sku}
      className="w-full sm:w-44"
    />
  );
}

function StateField({ state }: { state: LocksQuery['state'] }) {
  const { t } = useI18n();
  return (
    <Field id="state" label={t('admin.locks.filter.state')} className="w-full sm:w-36">
      {(control) => (
        <Select {...control} name="state" defaultValue={state === 'active' ? '' : state}>
          {lockStates.map((choice) => (
            <option key={choice} value={choice === 'active' ? '' : choice}>
              {t(`admin.locks.state.${choice}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function LocationField({ location }: { location: string | undefined }) {
  const { t } = useI18n();
  const locations = trpc.admin.locks.summary.useQuery().data?.locations ?? [];
  if (locations.length < 2) return null;
  return (
    <Field id="location" label={t('admin.locks.filter.location')} className="w-full sm:w-44">
      {(control) => (
        <Select {...control} name="location" defaultValue={location ?? ''}>
          <option value="">{t('admin.all')}</option>
          {locations.map(({ locationId, name }) => (
            <option key={locationId} value={locationId}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function AgeField({ query }: { query: LocksQuery }) {
  const { t } = useI18n();
  return (
    <Field id="age" label={t('admin.locks.filter.age')} className="w-full sm:w-44">
      {(control) => (
        <Select {...control} name="age" defaultValue={query.age ?? ''}>
          <option value="">{t('admin.locks.filter.anyAge')}</option>
          {ageOptions(query).map((age) => (
            <option key={age} value={age}>
              {ageLabel(t, age)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function SortField({ query }: { query: LocksQuery }) {
  const { t } = useI18n();
  const sorts = query.view === 'sku' ? lockedSkuSorts : lockSorts;
  const [first] = sorts;
  const chosen = query.view === 'sku' ? query.skuSort : query.sort;
  return (
    <Field id="sort" label={t('admin.sortedBy')} className="w-full sm:w-40">
      {(control) => (
        <Select {...control} name="sort" defaultValue={chosen === first ? '' : chosen}>
          {sorts.map((sort) => (
            <option key={sort} value={sort === first ? '' : sort}>
              {t(`admin.locks.sort.${sort}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** The usual choices, and the one that a link has chosen. */
function ageOptions({ age }: LocksQuery): string[] {
  return age === undefined || lockAges.includes(age) ? lockAges : [age, ...lockAges];
}

function ageLabel(t: Translate, age: string): string {
  const ends = parseAge(age);
  if (!ends) return age;
  const { fromMinutes: from, underMinutes } = ends;
  if (underMinutes !== null) return ageText(t, ends);
  return from < 60
    ? t('admin.locks.filter.minutes', { count: from })
    : t('admin.locks.filter.hours', { count: from / 60 });
}
