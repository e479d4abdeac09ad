import { buttonClass } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { RouterOutputs } from '../lib/api/trpc.ts';
import { getI18n } from '../lib/texts/get-i18n.ts';
import { catalogue } from './catalogue-query.ts';
import type { CatalogueQuery } from './catalogue-query.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { LinkProgressBar } from '../ui/navigation-progress-bar.tsx';
import { ProductPicture } from '../ui/product-picture.tsx';
import { Badge } from '../ui/badge.tsx';
import { langAttribute } from '../lib/texts/product-language.ts';
import { LOW_STOCK_THRESHOLD } from './low-stock-threshold.ts';

/** A page of products, the number of results and the pagination. */
export async function CatalogueList(props: {
  query: CatalogueQuery;
  result: RouterOutputs['catalog']['list'];
}) {
  const { query, result } = props;
  const { products, total, page, pages } = result;
  const { t, format } = await getI18n();
  return (
    <>
      <p role="status" className="mb-4 text-ink-soft">
        {t('catalogue.resultCount', { count: total })}
      </p>
      {products.length === 0 ? (
        <NothingFound hasFilters={catalogue.hasFilters(query)} />
      ) : (
        <ul aria-labelledby="products" className={catalogueGridClass}>
          {products.map((product, index) => (
            <ProductCard key={product.productId} product={product} priority={index < 4} />
          ))}
        </ul>
      )}
      <div className="mt-10">
        <Pagination
          page={page}
          pages={pages}
          getHref={(to) => catalogue.href({ ...query, page: to })}
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

async function NothingFound({ hasFilters }: { hasFilters: boolean }) {
  const { t } = await getI18n();
  if (!hasFilters) {
    return (
      <EmptyState title={t('catalogue.emptyShopTitle')}>{t('catalogue.emptyShopText')}</EmptyState>
    );
  }
  return (
    <EmptyState
      title={t('catalogue.emptyTitle')}
      action={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          {t('catalogue.showAll')}
        </Link>
      }
    >
      {t('catalogue.emptyText')}
    </EmptyState>
  );
}

const catalogueGridClass =
  'grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-3 lg:grid-cols-4 lg:gap-x-6 3xl:grid-cols-6';

const cards = Array.from({ length: 12 }, (_, index) => index);

/** A placeholder of the size of a full page. */
export async function CatalogueListLoading() {
  const { t } = await getI18n();
  return (
    <>
      <p className="mb-4 text-ink-soft">{t('ui.loading')}</p>
      <div aria-hidden className={catalogueGridClass}>
        {cards.map((card) => (
          <div key={card} className="flex flex-col gap-3">
            <Skeleton className="aspect-square w-full rounded-card!" />
            <div className="flex flex-col gap-1">
              <Skeleton className="h-6 w-3/4" />
              <Skeleton className="h-6 w-1/3" />
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/**
 * A product in the catalogue.
 *
 * @param props.priority whether it is in the first row, so that its picture loads first
 */
async function ProductCard(props: {
  product: RouterOutputs['catalog']['list']['products'][number];
  priority: boolean;
}) {
  const { product } = props;
  const { t, format } = await getI18n();
  const price = format.money(product.fromPriceCents, product.currency);
  return (
    <li className="group relative flex flex-col gap-3">
      <div className="overflow-hidden rounded-card bg-sunken">
        <ProductPicture
          src={product.image}
          alt={product.imageAlt}
          lang={langAttribute(product, 'imageAlt')}
          size={800}
          priority={props.priority}
          className="aspect-square w-full transition-transform duration-300 group-hover:scale-[1.03]"
        />
      </div>
      <div className="flex flex-col gap-1">
        <h3 className="font-medium" lang={langAttribute(product, 'name')}>
          <Link
            href={`/products/${product.slug}`}
            className="after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:outline-offset-4 focus-visible:after:outline-accent"
          >
            {product.name}
            <LinkProgressBar />
          </Link>
        </h3>
        <p className="flex flex-wrap items-center justify-between gap-2">
          <span className="text-ink-soft">
            {product.toPriceCents > product.fromPriceCents ? t('catalogue.from', { price }) : price}
          </span>
          {product.available === 0 && product.locked === 0 && <Badge>{t('product.soldOut')}</Badge>}
          {product.available === 0 && product.locked > 0 && (
            <Badge tone="warn" className="whitespace-normal!">
              {t('product.reserved')}
            </Badge>
          )}
          {product.available > 0 && product.available <= LOW_STOCK_THRESHOLD && (
            <Badge tone="warn">{t('product.left', { count: product.available })}</Badge>
          )}
        </p>
      </div>
    </li>
  );
}
