'use client';

import { clsx } from 'clsx';
import Image from 'next/image';
import { useState } from 'react';
import type { RouterOutputs } from '#app/data/trpc.ts';
import { langOf } from '#app/goods/goods-language.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

/** The pictures of a product: one large, the others to choose from. */
export function Gallery({ images }: { images: RouterOutputs['catalog']['product']['images'] }) {
  const { t } = useTexts();
  const [shown, setShown] = useState(0);
  const image = images[shown] ?? images[0];
  if (!image) return <div className="aspect-square rounded-card bg-sunken" />;
  return (
    <section aria-label={t('product.pictures')} className="flex flex-col gap-3 self-start">
      <div className="overflow-hidden rounded-card bg-sunken">
        <Image
          src={image.src}
          alt={image.alt}
          lang={langOf(image, 'alt')}
          width={800}
          height={800}
          unoptimized
          loading="eager"
          fetchPriority="high"
          className="aspect-square w-full object-cover"
        />
      </div>
      {images.length > 1 && (
        <ul className="flex flex-wrap gap-3">
          {images.map((thumbnail, index) => (
            <li key={thumbnail.src}>
              <button
                type="button"
                aria-label={t('product.showPicture', { number: index + 1, total: images.length })}
                aria-pressed={index === shown}
                onClick={() => setShown(index)}
                className={clsx(
                  'block overflow-hidden rounded-control border-2',
                  index === shown ? 'border-accent' : 'border-transparent hover:border-line-strong',
                )}
              >
                <Image
                  src={thumbnail.src}
                  alt=""
                  width={80}
                  height={80}
                  unoptimized
                  className="size-18 object-cover"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
