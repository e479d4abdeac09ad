'use client';

import { clsx } from 'clsx';
import { ImageOff } from 'lucide-react';
import Image, { type ImageLoader } from 'next/image';
import { PICTURES_PATH } from '#server/shared/pictures.ts';

/** Uploaded pictures have several widths; files in public/ and external pictures have one. */
const loadAtWidth: ImageLoader = ({ src, width }) => `${src}?w=${width}`;

/**
 * A square picture of a product, or a placeholder.
 *
 * @param props.alt omit it where the product's name is next to it
 * @param props.size maximum width in CSS pixels
 * @param props.priority whether it is above the fold, so that it loads first
 */
export function ProductPicture(props: {
  src: string | null;
  alt?: string | null;
  lang?: string | undefined;
  size: number;
  priority?: boolean;
  className?: string;
}) {
  const className = clsx('bg-sunken object-cover', props.className);
  if (!props.src) {
    return (
      <span
        aria-hidden
        className={clsx('flex items-center justify-center text-ink-soft', className)}
      >
        <ImageOff strokeWidth={1.25} className="size-1/3 max-h-16" />
      </span>
    );
  }
  return (
    <Image
      src={props.src}
      alt={props.alt ?? ''}
      lang={props.lang}
      width={props.size}
      height={props.size}
      {...(props.src.startsWith(PICTURES_PATH) ? { loader: loadAtWidth } : { unoptimized: true })}
      loading={props.priority ? 'eager' : 'lazy'}
      fetchPriority={props.priority ? 'high' : 'auto'}
      className={className}
    />
  );
}
