import { LinkProgressBar } from '../ui/navigation-progress-bar.tsx';
import { ProductPicture } from '../ui/product-picture.tsx';
import { Badge } from '../ui/badge.tsx';
import { Link } from '../ui/link.tsx';
import type { RouterOutputs } from '../lib/api/trpc.ts';
import { langAttribute } from '../lib/texts/product-language.ts';
import { getI18n } from '../lib/texts/get-i18n.ts';
import { LOW_STOCK_THRESHOLD } from './low-stock-threshold.ts';

/**
 * A product in the catalogue.
 *
 * @param props.early whether it stands in the first rows, so that its picture is not put off
 */
export async function ProductCard(props: {
  product: RouterOutputs['catalog']['list']['products'][number];
  early: boolean;
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
          early={props.early}
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
          {product.available === 0 && <Badge>{t('product.soldOut')}</Badge>}
          {product.available > 0 && product.available <= LOW_STOCK_THRESHOLD && (
            <Badge tone="warn">{t('product.left', { count: product.available })}</Badge>
          )}
        </p>
      </div>
    </li>
  );
}
