'use client';

import { clsx } from 'clsx';
import { ImageOff } from 'lucide-react';
import Image, { type ImageLoader } from 'next/image';
import { PICTURES_PATH } from '#server/shared/upload-picture-input.ts';

/** Uploaded pictures are kept at several widths; drawings and pictures of other sites are as they are. */
const ofWidth: ImageLoader = ({ src, width }) => `${src}?w=${width}`;

/**
 * A square picture of a product, or a quiet stand-in where it has none.
 *
 * @param props.alt leave it out where the product's name stands beside it
 * @param props.size its width in CSS pixels, at most
 * @param props.early whether it is in sight when the page opens, so that it is not put off
 */
export function ProductPicture(props: {
  src: string | null;
  alt?: string | null;
  lang?: string | undefined;
  size: number;
  early?: boolean;
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
      {...(props.src.startsWith(PICTURES_PATH) ? { loader: ofWidth } : { unoptimized: true })}
      loading={props.early ? 'eager' : 'lazy'}
      fetchPriority={props.early ? 'high' : 'auto'}
      className={className}
    />
  );
}
