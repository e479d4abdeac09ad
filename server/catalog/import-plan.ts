import { ImportRowReader, type ImportIssue } from './import-row-reader.ts';
import { diffProductFields, diffSkus, type ProductChange } from './product-changes.ts';
import type { CsvRow, NumberedRow } from './product-csv.ts';
import { SKUS_MAX } from '../shared/limits.ts';
import { optionsKey } from '../shared/product-schema.ts';
import { hashProductVersion, type Product, type ProductSku } from './product.ts';

/** What an import does to the SKU of a row; `stock_only`: nothing but its stock changes. */
export type ImportEffect =
  'new_product' | 'new_sku' | 'changed' | 'stock_only' | 'unchanged' | 'invalid';

export interface ImportPlanRow {
  /** Row number as in a spreadsheet: the header is row 1. */
  row: number;
  code: string;
  name: string;
  effect: ImportEffect;
  issues: ImportIssue[];
  /** Differences to the current product; for a new one, all of its fields. */
  changes: ProductChange[];
  /** Name of the location; null when unknown. */
  location: string | null;
  /** Units on hand before and after; null when unchanged. */
  onHand: { from: number; to: number } | null;
}

/** New stock level of a SKU at a location. */
export interface StockTarget {
  skuId: string;
  locationId: string;
  onHand: number;
  isNew: boolean;
}

export interface ImportPlan {
  rows: ImportPlanRow[];
  /** New and changed products, as they will be. */
  products: Product[];
  /** Stock rows that change. */
  stock: StockTarget[];
}

/** Current state of everything that the rows name. */
export interface ImportState {
  products: readonly Product[];
  stock: ReadonlyMap<string, { locationId: string; onHand: number; locked: number }[]>;
  /** By name; the first is the default location. */
  locations: readonly { locationId: string; name: string }[];
  /** Where the whole file has a code first, by its lower case; the rows may be a part of it. */
  fileCodes?: ReadonlyMap<string, { slug: string; code: string }>;
  currency: string;
  newId(): string;
}

/**
 * Decides row by row what an import changes. Pure. Empty cells change nothing; a new product needs
 * name, category and price. A file has no translations, so they are kept. Importing the same file
 * again changes nothing.
 */
export function planImport(rows: readonly NumberedRow[], state: ImportState): ImportPlan {
  const planner = new ImportPlanner(state);
  const planned = rows.map(({ row, cells }) => planner.planRow(cells, row));
  planner.rejectUnsavableProducts();
  const products = [...planner.productsBySlug.values()].filter((product) => {
    const current = state.products.find(({ productId }) => productId === product.productId);
    return !current || hashProductVersion(current) !== hashProductVersion(product);
  });
  return { rows: planned, products, stock: planner.stock };
}

/** Sums the stock changes of existing SKUs: rows, units added and units removed. */
export function summarizeStockChanges(rows: readonly ImportPlanRow[]): {
  rows: number;
  unitsUp: number;
  unitsDown: number;
} {
  const deltas = rows
    .filter(({ effect }) => effect === 'changed' || effect === 'stock_only')
    .flatMap(({ onHand }) => (onHand ? [onHand.to - onHand.from] : []));
  const sum = (parts: number[]) => parts.reduce((total, part) => total + part, 0);
  return {
    rows: deltas.length,
    unitsUp: sum(deltas.filter((delta) => delta > 0)),
    unitsDown: sum(deltas.filter((delta) => delta < 0).map(Math.abs)),
  };
}

/** The product and SKU of a row, and their current state. */
interface RowSubject {
  slug: string | null;
  code: string | null;
  current: Product | undefined;
  currentSku: ProductSku | undefined;
}

/** Plans rows in order; later rows of a product or SKU must not contradict earlier ones. */
class ImportPlanner {
  readonly productsBySlug = new Map<string, Product>();
  readonly stock: StockTarget[] = [];
  readonly #state: ImportState;
  readonly #reader: ImportRowReader;
  readonly #currentBySlug = new Map<string, Product>();
  /** Slugs of the products that have the codes of the shop and of the rows so far. */
  readonly #owners = new Map<string, string>();
  /** These codes by their lower case. */
  readonly #spellings = new Map<string, string[]>();
  readonly #plannedSkus: { row: ImportPlanRow; slug: string; sku: ProductSku }[] = [];

  constructor(state: ImportState) {
    this.#state = state;
    this.#reader = new ImportRowReader(state.currency);
    for (const product of state.products) {
      this.#currentBySlug.set(product.slug, product);
      for (const { code } of product.skus) this.#registerCode(code, product.slug);
    }
  }

  /** Reads all cells of a row even after an invalid one, so that all issues are reported. */
  planRow(cells: CsvRow, row: number): ImportPlanRow {
    this.#reader.startRow(row, cells);
    const slug = this.#reader.readCell('slug', {});
    const code = this.#reader.readCell('code', {});
    const current = slug === null ? undefined : this.#currentBySlug.get(slug);
    const currentSku = current?.skus.find((sku) => sku.code === code);
    const subject = { slug, code, current, currentSku };
    const product = this.#planProduct(subject);
    const sku = this.#planSku(subject, product);
    const { location, onHand } = this.#planStock(subject, sku);
    const { issues } = this.#reader;
    const isWrong = issues.length > 0;
    const changes = product && sku && !isWrong ? this.#findChanges(subject, product, sku) : [];
    const planned: ImportPlanRow = {
      row,
      code: cells.code,
      name: cells.name || (product?.name ?? current?.name ?? cells.slug),
      effect: isWrong ? 'invalid' : determineEffect(subject, changes, onHand !== null),
      issues,
      changes,
      location,
      onHand: isWrong ? null : onHand,
    };
    if (slug !== null && sku) this.#plannedSkus.push({ row: planned, slug, sku });
    return planned;
  }

  /** Rejects rows after which the product's form would refuse the product: it sees all its SKUs at once. */
  rejectUnsavableProducts(): void {
    for (const { row, slug, sku } of this.#plannedSkus) {
      const skus = this.productsBySlug.get(slug)?.skus ?? [];
      if (skus.length > SKUS_MAX) {
        rejectRow(row, 'code', 'too_many_variants', null);
        continue;
      }
      const key = optionsKey(sku.options);
      const other = skus.find(
        ({ skuId, archived, options }) =>
          skuId !== sku.skuId && !archived && optionsKey(options) === key,
      );
      if (other) rejectRow(row, 'options', 'same_options', other.code);
    }
  }

  #planProduct({ slug, current }: RowSubject): Product | null {
    const known = slug === null ? undefined : (this.productsBySlug.get(slug) ?? current);
    const of = slug;
    const name = this.#reader.readCell('name', { of, known: known?.name });
    const category = this.#reader.readCell('category', { of, known: known?.category });
    const description = this.#reader.readCell('description', {
      of,
      known: known?.description ?? '',
    });
    const images = this.#reader.readCell('images', { of, known: known?.images ?? [] });
    const purchaseLimit = this.#reader.readCell('per_customer', {
      of,
      known: known?.purchaseLimit ?? null,
    });
    if (slug === null || name === null || category === null) return null;
    if (description === null || images === null) return null;
    const product: Product = {
      productId: known?.productId ?? this.#state.newId(),
      slug,
      name,
      category,
      description,
      images,
      translations: known?.translations ?? {},
      purchaseLimit,
      proofOfWork: known?.proofOfWork ?? false,
      archived: false,
      skus: known?.skus ?? [],
    };
    this.productsBySlug.set(slug, product);
    return product;
  }

  #planSku({ slug, code, currentSku }: RowSubject, product: Product | null): ProductSku | null {
    const owner = slug === null || code === null ? null : this.#findCodeOwner(code);
    const isForeign = owner !== null && owner !== slug;
    if (isForeign) this.#reader.addIssue('code', 'code_of_other_product', { other: owner });
    const similar = code === null ? undefined : this.#findCodeInOtherLetters(code);
    if (similar && !isForeign)
      this.#reader.addIssue('code', 'code_in_other_letters', { other: similar });
    const known = product?.skus.find((sku) => sku.code === code) ?? currentSku;
    const of = slug === null || isForeign ? null : code;
    const options = this.#reader.readCell('options', { of, known: known?.options ?? {} });
    const priceCents = this.#reader.readCell('price', { of, known: known?.priceCents });
    if (!product || code === null || options === null || priceCents === null) return null;
    if (isForeign) return null;
    const skuId = known?.skuId ?? this.#state.newId();
    const sku: ProductSku = { skuId, code, options, priceCents, archived: false };
    this.#registerCode(code, product.slug);
    const others = product.skus.filter((other) => other.code !== code);
    const at = product.skus.findIndex((other) => other.code === code);
    product.skus = others.toSpliced(at < 0 ? others.length : at, 0, sku);
    return sku;
  }

  /** Slug of the product that owns a code. */
  #findCodeOwner(code: string): string | null {
    const owner = this.#owners.get(code);
    if (owner !== undefined) return owner;
    const first = this.#state.fileCodes?.get(code.toLowerCase());
    return first?.code === code ? first.slug : null;
  }

  /** A code that differs from this one in nothing but capital letters. */
  #findCodeInOtherLetters(code: string): string | undefined {
    const key = code.toLowerCase();
    const spellings = this.#spellings.get(key) ?? [];
    if (spellings.includes(code)) return undefined;
    const inFile = this.#state.fileCodes?.get(key)?.code;
    return spellings[0] ?? (inFile === code ? undefined : inFile);
  }

  #registerCode(code: string, slug: string): void {
    if (!this.#owners.has(code)) this.#owners.set(code, slug);
    const key = code.toLowerCase();
    const spellings = this.#spellings.get(key);
    if (!spellings) this.#spellings.set(key, [code]);
    else if (!spellings.includes(code)) spellings.push(code);
  }

  #planStock(
    { code, currentSku }: RowSubject,
    sku: ProductSku | null,
  ): Pick<ImportPlanRow, 'location' | 'onHand'> {
    const { cells } = this.#reader;
    const { locations } = this.#state;
    const location = cells.location
      ? locations.find(({ name }) => name.toLowerCase() === cells.location.toLowerCase())
      : locations[0];
    const to = cells.on_hand === '' ? null : this.#reader.readCell('on_hand', {});
    if (!location) {
      this.#reader.addIssue('location', 'unknown_location');
      return { location: null, onHand: null };
    }
    const { locationId, name } = location;
    if (code !== null) this.#reader.registerStockRow(code, locationId);
    const rows = currentSku && this.#state.stock.get(currentSku.skuId);
    const now = rows?.find((row) => row.locationId === locationId);
    if (to !== null && now && to < now.locked) {
      this.#reader.addIssue('on_hand', 'below_locked', { number: now.locked });
    }
    const from = now?.onHand ?? 0;
    if (to === null || to === from) return { location: name, onHand: null };
    if (sku && this.#reader.issues.length === 0) {
      this.stock.push({ skuId: sku.skuId, locationId, onHand: to, isNew: !currentSku });
    }
    return { location: name, onHand: { from, to } };
  }

  /**
   * A row reports the changes of its own cells, and that an archived product or SKU is active
   * again.
   */
  #findChanges(subject: RowSubject, product: Product, sku: ProductSku): ProductChange[] {
    const { cells } = this.#reader;
    const { current, currentSku } = subject;
    const changes = [...diffProductFields(current, product), ...diffSkus(currentSku, sku)];
    return changes.filter(({ field }) => {
      if (field === 'priceCents') return cells.price !== '';
      if (field === 'purchaseLimit') return cells.per_customer !== '';
      return !(field in cells) || cells[field as keyof CsvRow] !== '';
    });
  }
}

function rejectRow(
  row: ImportPlanRow,
  column: ImportIssue['column'],
  problem: ImportIssue['problem'],
  other: string | null,
): void {
  Object.assign(row, { effect: 'invalid', changes: [], onHand: null });
  row.issues.push({ column, problem, value: row.code, other, number: null });
}

function determineEffect(
  { current, currentSku }: RowSubject,
  changes: readonly ProductChange[],
  isCounted: boolean,
): ImportEffect {
  if (!current) return 'new_product';
  if (!currentSku) return 'new_sku';
  if (changes.length > 0) return 'changed';
  return isCounted ? 'stock_only' : 'unchanged';
}
