export interface Variant {
  skuId: string;
  options: Record<string, string>;
  available: number;
  /** Units that unpaid orders hold. */
  locked: number;
}

/** An option such as the size, with its values. */
export interface OptionGroup {
  name: string;
  values: string[];
}

/** The options of a product, in the order of its SKUs. */
export function optionGroups(variants: readonly Variant[]): OptionGroup[] {
  const groups = new Map<string, Set<string>>();
  for (const { options } of variants) {
    for (const [name, value] of Object.entries(options)) {
      groups.set(name, (groups.get(name) ?? new Set()).add(value));
    }
  }
  return [...groups].map(([name, values]) => ({ name, values: [...values] }));
}

/** The requested variant, else the first available one. */
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
 * The variant after changing one option.
 *
 * @returns the exact combination, else the one that keeps most options, available ones first
 */
export function selectVariantWithOption<V extends Variant>(
  variants: readonly V[],
  current: V,
  name: string,
  value: string,
): V | undefined {
  const target = { ...current.options, [name]: value };
  const matches = (variant: V) =>
    Object.entries(target).filter(([key, optionValue]) => variant.options[key] === optionValue)
      .length;
  return variants
    .filter((variant) => variant.options[name] === value)
    .sort((a, b) => matches(b) - matches(a) || b.available - a.available)[0];
}

/** Whether only the named option differs. */
export function keepsOtherOptions(current: Variant, other: Variant, name: string): boolean {
  return Object.entries(current.options).every(
    ([key, value]) => key === name || other.options[key] === value,
  );
}
