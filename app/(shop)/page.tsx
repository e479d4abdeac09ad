import { Page, PageTitle } from '../ui/page-layout.tsx';
import { DelayedSuspense } from '../ui/delayed-suspense.tsx';
import { getServerTrpc } from '../lib/api/server-trpc.ts';
import { getI18n } from '../lib/texts/get-i18n.ts';
import { CatalogueFilters } from './catalogue-filters.tsx';
import { CatalogueList, CatalogueListLoading } from './catalogue-list.tsx';
import { catalogue } from './catalogue-query.ts';

export default async function CataloguePage(props: PageProps<'/'>) {
  const query = catalogue.parse(await props.searchParams);
  const [{ trpc }, { t, language }] = await Promise.all([getServerTrpc(), getI18n()]);
  const categories = await trpc.catalog.categories({ language });

  return (
    <Page>
      <header className="mb-6 max-w-2xl sm:mb-8">
        <PageTitle>{t('catalogue.title')}</PageTitle>
        <p className="mt-3 text-ink-soft sm:text-lg">{t('catalogue.intro')}</p>
      </header>
      <CatalogueFilters query={query} categories={categories} />
      <h2 id="products" className="sr-only">
        {t('catalogue.products')}
      </h2>
      <DelayedSuspense
        load={() => trpc.catalog.list({ ...query, language })}
        placeholder={<CatalogueListLoading />}
      >
        {(result) => <CatalogueList query={query} result={result} />}
      </DelayedSuspense>
    </Page>
  );
}
