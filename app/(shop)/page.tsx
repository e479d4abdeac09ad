import Link from 'next/link';
import { Page, PageTitle } from '#app/components/page-frame.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { Pagination } from '#app/components/ui/pagination.tsx';
import { EmptyState } from '#app/components/ui/states.tsx';
import { serverData } from '#app/data/server-data.ts';
import { serverTexts } from '#app/texts/server-texts.ts';
import { CatalogueFilters } from './catalogue-filters.tsx';
import { catalogueHref, parseCatalogueQuery } from './catalogue-query.ts';
import { ProductCard } from './product-card.tsx';

export default async function CataloguePage(props: PageProps<'/'>) {
  const query = parseCatalogueQuery(await props.searchParams);
  const [{ trpc }, { t, language }] = await Promise.all([serverData(), serverTexts()]);
  const { products, total, page, pages, categories } = await trpc.catalog.list({
    ...query,
    language,
  });
  const narrowed = Boolean(query.search ?? query.category) || query.page > 1;

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
      <p role="status" className="mb-4 text-ink-soft">
        {t('catalogue.found', { count: total })}
      </p>
      {products.length === 0 ? (
        <NothingFound narrowed={narrowed} />
      ) : (
        <ul
          aria-labelledby="products"
          className="grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-3 lg:grid-cols-4 lg:gap-x-6 3xl:grid-cols-6"
        >
          {products.map((product, index) => (
            <ProductCard key={product.productId} product={product} early={index < 4} />
          ))}
        </ul>
      )}
      <div className="mt-10">
        <Pagination
          page={page}
          pages={pages}
          hrefOf={(to) => catalogueHref({ ...query, page: to })}
          texts={{
            label: t('ui.pagination'),
            previous: t('ui.previousPage'),
            next: t('ui.nextPage'),
            page: (number) => t('ui.pageNumber', { page: number }),
          }}
        />
      </div>
    </Page>
  );
}

async function NothingFound({ narrowed }: { narrowed: boolean }) {
  const { t } = await serverTexts();
  if (!narrowed) {
    return (
      <EmptyState title={t('catalogue.emptyShopTitle')}>{t('catalogue.emptyShopText')}</EmptyState>
    );
  }
  return (
    <EmptyState
      title={t('catalogue.emptyTitle')}
      action={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          {t('catalogue.showEverything')}
        </Link>
      }
    >
      {t('catalogue.emptyText')}
    </EmptyState>
  );
}
