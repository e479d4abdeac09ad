'use client';

import { lockedSkuSorts, lockSorts, lockStates } from '#server/shared/lock-filter.ts';
import { trpc } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import type { Translate } from '#app/lib/texts/translate.ts';
import { Checkbox } from '#app/ui/input.tsx';
import { FilterChip, FilterForm, FilterSelect, SearchField } from '../../ui/filter-form.tsx';
import { lockedSkuList, lockList, parseAge } from '../../ui/lists.ts';
import type { LockedSkuQuery, LockQuery } from '../../ui/lists.ts';

/** Minimum ages in minutes, as `parseAge` reads them. */
const ages = ['5-', '15-', '60-', '1440-'];

/** The filters and the sort order of locks. */
export function LockFilters({ query }: { query: LockQuery }) {
  const { t } = useI18n();
  const { state, age, sort } = query;
  return (
    <FilterForm list={lockList} query={query}>
      <SkuField
        query={query}
        clearHref={lockList.href({ ...query, skuId: undefined, cursor: undefined })}
      />
      <FilterSelect
        name="state"
        label={t('admin.locks.filter.state')}
        value={state}
        options={lockStates}
        optionText={(option) => t(`admin.locks.state.${option}`)}
      />
      <LocationSelect location={query.location} />
      <FilterSelect
        name="age"
        label={t('admin.locks.filter.age')}
        value={age}
        all={t('admin.locks.filter.anyAge')}
        options={ages}
        optionText={(option) => ageText(t, option)}
      />
      {state === 'active' && (
        <>
          <SortSelect value={sort} options={lockSorts} />
          <OverdueCheckbox checked={query.overdue} />
        </>
      )}
    </FilterForm>
  );
}

/** The filters and the sort order of SKUs with locked stock. */
export function LockedSkuFilters({ query }: { query: LockedSkuQuery }) {
  return (
    <FilterForm list={lockedSkuList} query={query}>
      <SkuField
        query={query}
        clearHref={lockedSkuList.href({ ...query, skuId: undefined, cursor: undefined })}
      />
      <LocationSelect location={query.location} />
      <SortSelect value={query.sort} options={lockedSkuSorts} />
      <OverdueCheckbox checked={query.overdue} />
    </FilterForm>
  );
}

/** Part of a SKU code, or one SKU that a link has selected by its id. */
function SkuField(props: { query: LockQuery | LockedSkuQuery; clearHref: string }) {
  const { t } = useI18n();
  const { sku, skuId } = props.query;
  if (skuId) return <SkuChip skuId={skuId} clearHref={props.clearHref} />;
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

function SkuChip({ skuId, clearHref }: { skuId: string; clearHref: string }) {
  const { t } = useI18n();
  const code = trpc.admin.stock.list.useQuery({ skuId }).data?.rows[0]?.code ?? skuId;
  return (
    <FilterChip
      name="skuId"
      label={t('admin.locks.filter.sku')}
      value={skuId}
      text={code}
      clearHref={clearHref}
    />
  );
}

function LocationSelect({ location }: { location: string | undefined }) {
  const { t } = useI18n();
  const locations = trpc.admin.locks.summary.useQuery().data?.locations ?? [];
  const names = new Map(locations.map(({ locationId, name }) => [locationId, name]));
  if (locations.length < 2) return null;
  return (
    <FilterSelect
      name="location"
      label={t('admin.locks.filter.location')}
      value={location}
      all={t('admin.all')}
      options={[...names.keys()]}
      optionText={(locationId) => names.get(locationId) ?? locationId}
    />
  );
}

type Sort = LockQuery['sort'] | LockedSkuQuery['sort'];

function SortSelect(props: { value: Sort; options: readonly Sort[] }) {
  const { t } = useI18n();
  return (
    <FilterSelect
      name="sort"
      label={t('admin.sortedBy')}
      value={props.value}
      options={props.options}
      optionText={(sort) => t(`admin.locks.sort.${sort}`)}
    />
  );
}

function OverdueCheckbox({ checked }: { checked: true | undefined }) {
  const { t } = useI18n();
  return (
    <Checkbox
      name="overdue"
      value="1"
      defaultChecked={checked}
      label={t('admin.locks.filter.overdue')}
      className="min-h-11 font-medium"
    />
  );
}

function ageText(t: Translate, age: string): string {
  const bounds = parseAge(age);
  if (!bounds) return age;
  const { fromMinutes: from, underMinutes: under } = bounds;
  if (under === null) {
    return from < 60
      ? t('admin.locks.filter.minutes', { count: from })
      : t('admin.locks.filter.hours', { count: from / 60 });
  }
  if (from === 0) return t('admin.overview.underMinutes', { count: under });
  return t('admin.overview.minutesTo', { from, to: under });
}
