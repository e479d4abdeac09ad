import { ImportRowReader, type ImportIssue } from './import-row-reader.ts';
import { diffProductFields, diffSkus, type ProductChange } from './product-changes.ts';
import { FIRST_DATA_ROW, type CsvRow } from './product-csv.ts';
import { hashProductVersion, type Product, type ProductSku } from './product.ts';

/** What importing does to the SKU of a row; `counted`: nothing but its stock is said anew. */
export type ImportEffect = 'new_product' | 'new_sku' | 'changed' | 'counted' | 'same' | 'wrong';

export interface ImportPlanRow {
  /** As a spreadsheet counts: the columns' names are row 1. */
  row: number;
  code: string;
  name: string;
  effect: ImportEffect;
  issues: ImportIssue[];
  /** What is not as the row says; what is new says all of it anew. */
  changes: ProductChange[];
  /** Where its stock is; null when it names no location that we know. */
  location: string | null;
  /** What is on hand there, and what is to be; null when the row leaves it as it is. */
  onHand: { from: number; to: number } | null;
}

/** What is to be on hand of a SKU at a location. */
export interface StockTarget {
  skuId: string;
  locationId: string;
  onHand: number;
  isNew: boolean;
}

export interface ImportPlan {
  rows: ImportPlanRow[];
  /** Products that change or are new, as they will be. */
  products: Product[];
  /** Stock rows that change. */
  stock: StockTarget[];
}

/** What the shop has now of all that the rows name. */
export interface ImportState {
  products: readonly Product[];
  stock: ReadonlyMap<string, { locationId: string; onHand: number; locked: number }[]>;
  /** By name; the first is where stock goes that names none. */
  locations: readonly { locationId: string; name: string }[];
  currencyDigits: number;
  newId(): string;
}

/**
 * Decides what a file of products does, row by row, and what would be written. Pure. Cells that are
 * left empty leave what is there as it is; what is new needs a name, a category and a price. A file
 * holds no translations, so they stay as they are.
 * Importing the same file again changes nothing.
 */
export function planImport(rows: readonly CsvRow[], state: ImportState): ImportPlan {
  const planner = new ImportPlanner(state);
  const planned = rows.flatMap((cells, index) => {
    const isEmpty = Object.values(cells).every((cell) => cell === '');
    return isEmpty ? [] : [planner.plan(cells, index + FIRST_DATA_ROW)];
  });
  const products = [...planner.wanted.values()].filter((product) => {
    const current = state.products.find(({ productId }) => productId === product.productId);
    return !current || hashProductVersion(current) !== hashProductVersion(product);
  });
  return { rows: planned, products, stock: planner.stock };
}

/** By how much a file changes the stock of what the shop has already: rows, and units up and down. */
export function summarizeStockChanges(rows: readonly ImportPlanRow[]): {
  rows: number;
  unitsUp: number;
  unitsDown: number;
} {
  const deltas = rows
    .filter(({ effect }) => effect === 'changed' || effect === 'counted')
    .flatMap(({ onHand }) => (onHand ? [onHand.to - onHand.from] : []));
  const sum = (parts: number[]) => parts.reduce((total, part) => total + part, 0);
  return {
    rows: deltas.length,
    unitsUp: sum(deltas.filter((delta) => delta > 0)),
    unitsDown: sum(deltas.filter((delta) => delta < 0).map(Math.abs)),
  };
}

/** What a row is about, as far as it says so, and what the shop has of it. */
interface RowSubject {
  slug: string | null;
  code: string | null;
  current: Product | undefined;
  currentSku: ProductSku | undefined;
}

/** Goes through the rows in order; a later row of the same product or SKU must not contradict. */
class ImportPlanner {
  readonly wanted = new Map<string, Product>();
  readonly stock: StockTarget[] = [];
  readonly #state: ImportState;
  readonly #cells: ImportRowReader;

  constructor(state: ImportState) {
    this.#state = state;
    this.#cells = new ImportRowReader(state.currencyDigits);
  }

  /** Reads all cells of a row, whatever is wrong with one of them, so that all mistakes are told. */
  plan(cells: CsvRow, row: number): ImportPlanRow {
    this.#cells.turnTo(row, cells);
    const slug = this.#cells.read('slug', {});
    const code = this.#cells.read('code', {});
    const current = this.#state.products.find((product) => product.slug === slug);
    const currentSku = current?.skus.find((sku) => sku.code === code);
    const subject = { slug, code, current, currentSku };
    const product = this.#product(subject);
    const sku = this.#sku(subject, product);
    const { location, onHand } = this.#stock(subject, sku);
    const { issues } = this.#cells;
    const isWrong = issues.length > 0;
    const changes = product && sku && !isWrong ? this.#changes(subject, product, sku) : [];
    return {
      row,
      code: cells.code,
      name: cells.name || (product?.name ?? current?.name ?? cells.slug),
      effect: isWrong ? 'wrong' : determineEffect(subject, changes, onHand !== null),
      issues,
      changes,
      location,
      onHand: isWrong ? null : onHand,
    };
  }

  #product({ slug, current }: RowSubject): Product | null {
    const known = slug === null ? undefined : (this.wanted.get(slug) ?? current);
    const of = slug;
    const name = this.#cells.read('name', { of, known: known?.name });
    const category = this.#cells.read('category', { of, known: known?.category });
    const description = this.#cells.read('description', { of, known: known?.description ?? '' });
    const images = this.#cells.read('images', { of, known: known?.images ?? [] });
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
      archived: false,
      skus: known?.skus ?? [],
    };
    this.wanted.set(slug, product);
    return product;
  }

  #sku({ slug, code, currentSku }: RowSubject, product: Product | null): ProductSku | null {
    const owner = slug === null || code === null ? null : this.#ownerOf(code);
    const isForeign = owner !== null && owner !== slug;
    if (isForeign) this.#cells.refuse('code', 'code_of_other_product', { other: owner });
    const known = product?.skus.find((sku) => sku.code === code) ?? currentSku;
    const of = slug === null || isForeign ? null : code;
    const options = this.#cells.read('options', { of, known: known?.options ?? {} });
    const priceCents = this.#cells.read('price', { of, known: known?.priceCents });
    if (!product || code === null || options === null || priceCents === null) return null;
    if (isForeign) return null;
    const skuId = known?.skuId ?? this.#state.newId();
    const sku: ProductSku = { skuId, code, options, priceCents, archived: false };
    const others = product.skus.filter((other) => other.code !== code);
    const at = product.skus.findIndex((other) => other.code === code);
    product.skus = others.toSpliced(at < 0 ? others.length : at, 0, sku);
    return sku;
  }

  /** The address of the product that has a code. */
  #ownerOf(code: string): string | null {
    const products = [...this.#state.products, ...this.wanted.values()];
    const owner = products.find(({ skus }) => skus.some((sku) => sku.code === code));
    return owner?.slug ?? null;
  }

  #stock(
    { code, currentSku }: RowSubject,
    sku: ProductSku | null,
  ): Pick<ImportPlanRow, 'location' | 'onHand'> {
    const { cells } = this.#cells;
    const { locations } = this.#state;
    const location = cells.location
      ? locations.find(({ name }) => name.toLowerCase() === cells.location.toLowerCase())
      : locations[0];
    const to = cells.on_hand === '' ? null : this.#cells.read('on_hand', {});
    if (!location) {
      this.#cells.refuse('location', 'unknown_location');
      return { location: null, onHand: null };
    }
    const { locationId, name } = location;
    if (code !== null) this.#cells.count(code, locationId);
    const rows = currentSku && this.#state.stock.get(currentSku.skuId);
    const now = rows?.find((row) => row.locationId === locationId);
    if (to !== null && now && to < now.locked) {
      this.#cells.refuse('on_hand', 'below_locked', { number: now.locked });
    }
    const from = now?.onHand ?? 0;
    if (to === null || to === from) return { location: name, onHand: null };
    if (sku && this.#cells.issues.length === 0) {
      this.stock.push({ skuId: sku.skuId, locationId, onHand: to, isNew: !currentSku });
    }
    return { location: name, onHand: { from, to } };
  }

  /** A row tells what its own cells say, and that it brings back on sale what was off sale. */
  #changes(subject: RowSubject, product: Product, sku: ProductSku): ProductChange[] {
    const { cells } = this.#cells;
    const { current, currentSku } = subject;
    const changes = [...diffProductFields(current, product), ...diffSkus(currentSku, sku)];
    return changes.filter(({ field }) => {
      if (field === 'priceCents') return cells.price !== '';
      return !(field in cells) || cells[field as keyof CsvRow] !== '';
    });
  }
}

function determineEffect(
  { current, currentSku }: RowSubject,
  changes: readonly ProductChange[],
  isCounted: boolean,
): ImportEffect {
  if (!current) return 'new_product';
  if (!currentSku) return 'new_sku';
  if (changes.length > 0) return 'changed';
  return isCounted ? 'counted' : 'same';
}
