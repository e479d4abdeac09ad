import { Page, PageTitle } from '../ui/page-frame.tsx';
import { Streamed } from '../ui/streamed.tsx';
import { serverData } from '../lib/api/server-data.ts';
import { serverTexts } from '../lib/texts/server-texts.ts';
import { CatalogueFilters } from './catalogue-filters.tsx';
import { CatalogueList } from './catalogue-list.tsx';
import { CatalogueListLoading } from './catalogue-list-loading.tsx';
import { parseCatalogueQuery } from './catalogue-query.ts';

export default async function CataloguePage(props: PageProps<'/'>) {
  const query = parseCatalogueQuery(await props.searchParams);
  const [{ trpc }, { t, language }] = await Promise.all([serverData(), serverTexts()]);
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
      <Streamed
        load={() => trpc.catalog.list({ ...query, language })}
        placeholder={<CatalogueListLoading />}
      >
        {(found) => <CatalogueList query={query} found={found} />}
      </Streamed>
    </Page>
  );
}
