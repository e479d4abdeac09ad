import type { Deps } from '../deps.ts';
import { changesOf, type ProductChange } from './product-changes.ts';
import { findProducts } from './product-store.ts';
import { versionOf, withLeftOut } from './product.ts';
import type { SaveProductInput } from './save-product-input.ts';
import { saveProduct } from './save-product.ts';

/**
 * Saves a product and tells what became of it, for the record of what staff did. It is compared with
 * what was there just before: what somebody else changes in between refuses the save.
 *
 * @throws DomainError as saveProduct does
 */
export async function changeProduct(
  deps: Deps,
  input: SaveProductInput,
): Promise<{
  outcome: 'created' | 'changed' | 'unchanged';
  productId: string;
  version: string;
  changes: ProductChange[];
}> {
  const before = (await findProducts(deps.db, [input.productId])).get(input.productId);
  const saved = await saveProduct(deps, input);
  if (!before) return { outcome: 'created', ...saved, changes: [] };
  if (versionOf(before) === saved.version) return { outcome: 'unchanged', ...saved, changes: [] };
  const { version: _, ...wanted } = input;
  return { outcome: 'changed', ...saved, changes: changesOf(before, withLeftOut(wanted, before)) };
}
