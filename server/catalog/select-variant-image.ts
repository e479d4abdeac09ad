import type { ProductImage } from '../shared/product-schema.ts';

/** The picture of a variant: one with its options, else one for all variants, else the first. */
export function selectVariantImage(
  images: readonly ProductImage[],
  variant: Record<string, string>,
): ProductImage | null {
  const shows = (image: ProductImage) => Object.entries(image.options ?? {});
  const own = images.find(
    (image) =>
      shows(image).length > 0 && shows(image).every(([name, value]) => variant[name] === value),
  );
  return own ?? images.find((image) => shows(image).length === 0) ?? images[0] ?? null;
}
