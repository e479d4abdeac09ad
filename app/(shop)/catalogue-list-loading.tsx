import { Skeleton } from '../ui/skeleton.tsx';
import { getI18n } from '../lib/texts/get-i18n.ts';

export const catalogueGridClass =
  'grid grid-cols-2 gap-x-4 gap-y-8 md:grid-cols-3 lg:grid-cols-4 lg:gap-x-6 3xl:grid-cols-6';

const cards = Array.from({ length: 12 }, (_, index) => index);

/** While the products are on their way: as many cards as a page has, of the size of a product's. */
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
