'use client';

import { clsx } from 'clsx';
import type { RouterOutputs } from '#app/lib/api/trpc.ts';
import { langAttribute } from '#app/lib/texts/product-language.ts';
import { ProductPicture } from '#app/ui/product-picture.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';

/**
 * The pictures of a product: one large, with thumbnails.
 *
 * @param props.shown `src` of the large one
 */
export function Gallery(props: {
  images: RouterOutputs['catalog']['product']['images'];
  shown: string | null | undefined;
  onShow: (src: string) => void;
}) {
  const { t } = useI18n();
  const { images } = props;
  const image = images.find(({ src }) => src === props.shown) ?? images[0];
  if (!image) {
    return <ProductPicture src={null} size={800} className="aspect-square rounded-card" />;
  }
  return (
    <section aria-label={t('product.pictures')} className="flex flex-col gap-3 self-start">
      <div className="overflow-hidden rounded-card bg-sunken">
        <ProductPicture
          src={image.src}
          alt={image.alt}
          lang={langAttribute(image, 'alt')}
          size={800}
          priority
          className="aspect-square w-full"
        />
      </div>
      {images.length > 1 && (
        <ul className="flex flex-wrap gap-3">
          {images.map((thumbnail, index) => (
            <li key={thumbnail.src}>
              <button
                type="button"
                aria-label={t('product.showPicture', { number: index + 1, total: images.length })}
                aria-pressed={thumbnail === image}
                onClick={() => props.onShow(thumbnail.src)}
                className={clsx(
                  'block overflow-hidden rounded-control border-2',
                  thumbnail === image
                    ? 'border-accent'
                    : 'border-transparent hover:border-line-strong',
                )}
              >
                <ProductPicture src={thumbnail.src} size={80} className="size-18" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
