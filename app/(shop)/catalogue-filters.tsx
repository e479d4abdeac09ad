'use client';

import { clsx } from 'clsx';
import { Search, X } from 'lucide-react';
import Form from 'next/form';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { LinkProgressBar, NavigationProgressBar } from '../ui/navigation-progress-bar.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Select } from '../ui/input.tsx';
import { Link } from '../ui/link.tsx';
import type { RouterOutputs } from '../lib/api/trpc.ts';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { langAttribute } from '../lib/texts/product-language.ts';
import { catalogue, catalogueSorts, rememberCatalogueHref } from './catalogue-query.ts';
import type { CatalogueQuery } from './catalogue-query.ts';

type Category = RouterOutputs['catalog']['categories'][number];

export function CatalogueFilters(props: { query: CatalogueQuery; categories: Category[] }) {
  const { t } = useI18n();
  const href = catalogue.href(props.query);
  useEffect(() => rememberCatalogueHref(href), [href]);
  return (
    <search aria-label={t('catalogue.filters')} className="mb-6 flex flex-col gap-4">
      <div className="flex flex-col gap-3 sm:flex-row sm:items-end sm:justify-between">
        <SearchForm query={props.query} />
        <SortSelect query={props.query} />
      </div>
      <Categories {...props} />
    </search>
  );
}

function SearchForm({ query }: { query: CatalogueQuery }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const search = query.search ?? '';
  const shown = useRef(search);

  useEffect(() => {
    // Set only when the address changes, so that text typed before hydration and the focus stay.
    if (shown.current === search) return;
    shown.current = search;
    if (input.current) input.current.value = search;
  }, [search]);

  return (
    <Form action="/" className="flex grow gap-2 sm:max-w-md">
      {query.category && <input type="hidden" name="category" value={query.category} />}
      {query.sort !== 'name' && <input type="hidden" name="sort" value={query.sort} />}
      <Field id="search" label={t('catalogue.search')} labelHidden className="relative grow">
        {(control) => (
          <>
            <Search
              aria-hidden
              className="pointer-events-none absolute top-3 left-3 size-5 text-ink-soft"
            />
            <Input
              {...control}
              ref={input}
              type="search"
              name="search"
              enterKeyHint="search"
              maxLength={100}
              defaultValue={search}
              placeholder={t('catalogue.searchPlaceholder')}
              className="pr-10 pl-10 [&::-webkit-search-cancel-button]:hidden"
            />
            {query.search && (
              <Link
                href={catalogue.href({ ...query, search: undefined, page: 1 })}
                aria-label={t('catalogue.clearSearch')}
                onClick={() => input.current?.focus()}
                className="absolute top-0.5 right-0.5 flex size-10 items-center justify-center rounded-control text-ink-soft hover:text-ink"
              >
                <X aria-hidden className="size-5" />
              </Link>
            )}
          </>
        )}
      </Field>
      <Button type="submit" className="shrink-0">
        {t('catalogue.searchButton')}
      </Button>
    </Form>
  );
}

function SortSelect({ query }: { query: CatalogueQuery }) {
  const { t } = useI18n();
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const labels = {
    name: t(query.search ? 'catalogue.sortBest' : 'catalogue.sortName'),
    price: t('catalogue.sortPrice'),
    'price-desc': t('catalogue.sortPriceDesc'),
    newest: t('catalogue.sortNewest'),
  };
  return (
    <Field id="sort" label={t('catalogue.sort')} className="flex-row! items-center gap-3!">
      {(control) => (
        <>
          <NavigationProgressBar pending={pending} />
          <Select
            {...control}
            name="sort"
            value={query.sort}
            onChange={(event) => {
              const sort = catalogueSorts.find((known) => known === event.target.value);
              if (!sort) return;
              const href = catalogue.href({ ...query, sort, page: 1 });
              startTransition(() => router.push(href, { scroll: false }));
            }}
            className="grow sm:w-52"
          >
            {catalogueSorts.map((sort) => (
              <option key={sort} value={sort}>
                {labels[sort]}
              </option>
            ))}
          </Select>
        </>
      )}
    </Field>
  );
}

function Categories({ query, categories }: { query: CatalogueQuery; categories: Category[] }) {
  const { t } = useI18n();
  const choices = [undefined, ...categories];
  return (
    <nav aria-label={t('catalogue.categories')}>
      <ul className="flex flex-wrap gap-2">
        {choices.map((choice) => {
          const category = choice?.category;
          const current = category === query.category;
          return (
            <li key={category ?? ''}>
              <Link
                href={catalogue.href({ ...query, category, page: 1 })}
                scroll={false}
                lang={choice && langAttribute(choice, 'name')}
                aria-current={current ? 'true' : undefined}
                className={clsx(
                  buttonClass({ variant: current ? 'primary' : 'secondary', size: 'sm' }),
                  'rounded-full!',
                )}
              >
                {choice?.name ?? t('catalogue.allCategories')}
                <LinkProgressBar />
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
