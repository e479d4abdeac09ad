import { inTransaction, type Trx } from '#db/transaction.ts';
import { recordStaffAction } from '../audit-trail/record-staff-action.ts';
import type { Actor } from '../platform/actor.ts';
import type { Deps } from '../platform/deps.ts';
import { DomainError } from '../shared/errors.ts';
import { type Product, hashProductVersion, archiveOmittedSkus } from './product.ts';
import { diffProducts, type ProductChange } from './product-changes.ts';
import {
  lockProductsTable,
  findProductIdBySlug,
  findSkusLike,
  insertMissingStock,
  lockProducts,
  upsertProducts,
  upsertSkus,
} from './product-store.ts';
import { findPriceIssues, type SaveProductInput } from '../shared/product-schema.ts';

export interface SavedProduct {
  outcome: 'created' | 'changed' | 'unchanged';
  productId: string;
  version: string;
  /** Changed fields; empty for a new product. */
  changes: ProductChange[];
}

/**
 * Creates or changes a product. Omitted SKUs are archived; new ones get a stock row of zero units
 * at every location. Repeatable: a product that is already as wanted is not written.
 *
 * @throws DomainError CONFLICT when the product has changed since it was loaded, VALIDATION when
 *   another product has its slug or a code
 */
export async function saveProduct(
  deps: Deps,
  actor: Actor,
  input: SaveProductInput,
): Promise<SavedProduct> {
  const { version, ...wanted } = input;
  const { productId } = wanted;
  return await inTransaction(deps.db, async (trx) => {
    await lockProductsTable(trx);
    const current = (await lockProducts(trx, [productId])).get(productId);
    const after = archiveOmittedSkus(wanted, current);
    const saved = describeSave(current, after);
    if (saved.outcome !== 'unchanged') {
      rejectUnpayablePrices(after, deps.rules.currency);
      if ((current ? hashProductVersion(current) : null) !== version) throw conflictError();
      await rejectTakenNames(trx, after, current);
      await writeProducts(trx, [after], deps.clock.now());
    }
    const { outcome, ...result } = saved;
    await recordStaffAction(trx, actor, { outcome, result });
    return saved;
  });
}

function describeSave(before: Product | undefined, after: Product): SavedProduct {
  const saved = { productId: after.productId, version: hashProductVersion(after) };
  if (!before) return { outcome: 'created', ...saved, changes: [] };
  if (hashProductVersion(before) === saved.version) {
    return { outcome: 'unchanged', ...saved, changes: [] };
  }
  return { outcome: 'changed', ...saved, changes: diffProducts(before, after) };
}

/** Writes products that are locked or new, with their SKUs. */
export async function writeProducts(
  trx: Trx,
  products: readonly Product[],
  now: Date,
): Promise<void> {
  await upsertProducts(trx, products, now);
  await upsertSkus(trx, products, now);
  await insertMissingStock(
    trx,
    products.flatMap(({ skus }) => skus.map(({ skuId }) => skuId)),
  );
}

function rejectUnpayablePrices({ skus }: Product, currency: string): void {
  const issues = findPriceIssues(skus, currency).map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));
  if (issues.length > 0) throw new DomainError({ code: 'VALIDATION', issues }, issues[0]!.message);
}

/**
 * Rejects a slug, codes and SKU ids of other products, and new codes that differ from others only in capital
 * letters, since people confuse them.
 */
async function rejectTakenNames(
  trx: Trx,
  product: Product,
  current: Product | undefined,
): Promise<void> {
  const { productId, slug, skus } = product;
  const issues = [];
  const ownerOfSlug = await findProductIdBySlug(trx, slug);
  if (ownerOfSlug !== null && ownerOfSlug !== productId) {
    issues.push({ path: 'slug', message: 'Another product has this address; choose another one.' });
  }
  const taken = await findSkusLike(trx, {
    codes: skus.map(({ code }) => code),
    skuIds: skus.map(({ skuId }) => skuId),
  });
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  for (const [index, { skuId, code }] of skus.entries()) {
    if (taken.some((sku) => sku.skuId === skuId && sku.productId !== productId)) {
      const message = 'This variant belongs to another product; load the page again.';
      issues.push({ path: `skus.${index}.skuId`, message });
    }
    const isKept = current?.skus.some((sku) => sku.skuId === skuId && sku.code === code);
    const others = [...taken, ...skus.slice(0, index)].filter((sku) => sku.skuId !== skuId);
    if (!isKept && others.some((sku) => same(sku.code, code))) {
      const message =
        'Another variant has this code, maybe in other capital letters; choose another one.';
      issues.push({ path: `skus.${index}.code`, message });
    }
  }
  if (issues.length === 0) return;
  throw new DomainError({ code: 'VALIDATION', issues }, issues[0]!.message);
}

function conflictError(): DomainError {
  return new DomainError(
    { code: 'CONFLICT' },
    'Somebody has changed this meanwhile; load it again and repeat your change.',
  );
}
