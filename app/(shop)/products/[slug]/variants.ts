export type Variant = { skuId: string; options: Record<string, string>; available: number };

/** One choice a shopper makes, such as the size, with what there is to choose from. */
export type OptionGroup = { name: string; values: string[] };

/** The choices that tell the SKUs of a product apart, in the order the SKUs bring them. */
export function optionGroups(variants: readonly Variant[]): OptionGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const { options } of variants) {
    for (const [name, value] of Object.entries(options)) {
      groups.set(name, (groups.get(name) ?? new Set()).add(value));
    }
  }
  return [...groups].map(([name, values]) => ({ name, values: [...values] }));
}

/** The variant to show first: the one asked for, else one that can be bought. */
export function selectInitialVariant<V extends Variant>(
  variants: readonly V[],
  skuId: string | undefined,
): V | undefined {
  return (
    variants.find((variant) => variant.skuId === skuId) ??
    variants.find((variant) => variant.available > 0) ??
    variants[0]
  );
}

/**
 * The variant that has one choice changed and keeps as many of the others as exist.
 *
 * @returns the exact combination if there is one, else the nearest, one in stock before another
 */
export function selectVariantWithOption<V extends Variant>(
  variants: readonly V[],
  current: V,
  name: string,
  value: string,
): V | undefined {
  const wanted = { ...current.options, [name]: value };
  const matches = (variant: V) =>
    Object.entries(wanted).filter(([key, wish]) => variant.options[key] === wish).length;
  return variants
    .filter((variant) => variant.options[name] === value)
    .sort((a, b) => matches(b) - matches(a) || b.available - a.available)[0];
}

/** Whether a variant has exactly the current choices but for one. */
export function keepsOtherOptions(current: Variant, other: Variant, name: string): boolean {
  return Object.entries(current.options).every(
    ([key, value]) => key === name || other.options[key] === value,
  );
}
