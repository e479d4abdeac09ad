import { buttonClass } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { RouterOutputs } from '../lib/api/trpc.ts';
import { getI18n } from '../lib/texts/get-i18n.ts';
import { catalogueGridClass } from './catalogue-list-loading.tsx';
import { catalogueHref } from './catalogue-query.ts';
import type { CatalogueQuery } from './catalogue-query.ts';
import { ProductCard } from './product-card.tsx';

/** What a view of the catalogue finds: how many, a page of them, and the way to the others. */
export async function CatalogueList(props: {
  query: CatalogueQuery;
  found: RouterOutputs['catalog']['list'];
}) {
  const { query, found } = props;
  const { products, total, page, pages } = found;
  const { t, format } = await getI18n();
  return (
    <>
      <p role="status" className="mb-4 text-ink-soft">
        {t('catalogue.found', { count: total })}
      </p>
      {products.length === 0 ? (
        <NothingFound narrowed={Boolean(query.search ?? query.category)} />
      ) : (
        <ul aria-labelledby="products" className={catalogueGridClass}>
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
            number: format.number,
            page: (number) => t('ui.pageNumber', { page: number }),
          }}
        />
      </div>
    </>
  );
}

async function NothingFound({ narrowed }: { narrowed: boolean }) {
  const { t } = await getI18n();
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
