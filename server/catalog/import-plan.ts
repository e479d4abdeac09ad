import { z } from 'zod';
import {
  parseImages,
  parseOptions,
  parsePrice,
  type CsvColumn,
  type CsvRow,
} from './product-csv.ts';
import { versionOf, type Product, type ProductSku } from './product.ts';
import {
  categorySchema,
  codeSchema,
  descriptionSchema,
  imagesSchema,
  optionsSchema,
  priceCentsSchema,
  productNameSchema,
  slugSchema,
} from './save-product-input.ts';

/** Why a row cannot be imported. */
export type ImportProblem =
  | 'missing'
  | 'invalid'
  | 'unknown_location'
  | 'code_of_other_product'
  | 'differs_from_row'
  | 'same_as_row'
  | 'below_locked';

export interface ImportIssue {
  column: CsvColumn;
  problem: ImportProblem;
  /** The row that it contradicts, or the units that are locked. */
  number: number | null;
}

/** What importing does to the SKU of a row; `counted`: nothing but its stock is said anew. */
export type ImportEffect = 'new_product' | 'new_sku' | 'changed' | 'counted' | 'same' | 'wrong';

export interface ImportedRow {
  /** As a spreadsheet counts: the columns' names are row 1. */
  row: number;
  code: string;
  name: string;
  effect: ImportEffect;
  issues: ImportIssue[];
  /** How many units are added or taken away; 0 when the stock stays as it is. */
  delta: number;
}

/** What is to be on hand of a SKU at a location. */
export interface StockTarget {
  skuId: string;
  locationId: string;
  onHand: number;
  isNew: boolean;
}

export interface ImportPlan {
  rows: ImportedRow[];
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
  const planner = new Planner(state);
  const planned = rows.map((cells, index) => planner.plan(cells, index + 2));
  const products = [...planner.wanted.values()].filter((product) => {
    const current = state.products.find(({ productId }) => productId === product.productId);
    return !current || versionOf(current) !== versionOf(product);
  });
  return { rows: planned, products, stock: planner.stock };
}

/** By how much a file changes the stock of what the shop has already: rows, and units up and down. */
export function stockChangesOf(rows: readonly ImportedRow[]): {
  rows: number;
  unitsUp: number;
  unitsDown: number;
} {
  const deltas = rows
    .filter(({ effect }) => effect === 'changed' || effect === 'counted')
    .map(({ delta }) => delta)
    .filter((delta) => delta !== 0);
  const sum = (parts: number[]) => parts.reduce((total, part) => total + part, 0);
  return {
    rows: deltas.length,
    unitsUp: sum(deltas.filter((delta) => delta > 0)),
    unitsDown: sum(deltas.filter((delta) => delta < 0).map(Math.abs)),
  };
}

/** Goes through the rows in order; a later row of the same product or SKU must not contradict. */
class Planner {
  readonly wanted = new Map<string, Product>();
  readonly stock: StockTarget[] = [];
  readonly #state: ImportState;
  /** Which row first said what of which product, SKU or stock row. */
  readonly #said = new Map<string, { row: number; value: string }>();
  #row = 0;
  #issues: ImportIssue[] = [];

  constructor(state: ImportState) {
    this.#state = state;
  }

  plan(cells: CsvRow, row: number): ImportedRow {
    this.#row = row;
    this.#issues = [];
    const slug = this.#read(cells, 'slug', slugSchema, null);
    const code = this.#read(cells, 'code', codeSchema, null);
    if (slug === null || code === null) return this.#result(cells, 'wrong', 0);
    const current = this.#state.products.find((product) => product.slug === slug);
    const product = this.#product(cells, slug, current);
    const currentSku = current?.skus.find((sku) => sku.code === code);
    const sku = product && this.#sku(cells, product, code, currentSku);
    const delta = sku ? this.#stock(cells, sku, currentSku === undefined) : 0;
    if (this.#issues.length > 0 || !product || !sku) return this.#result(cells, 'wrong', 0);
    return this.#result(cells, this.#effect(current, product, currentSku, sku, delta), delta);
  }

  #result(cells: CsvRow, effect: ImportEffect, delta: number): ImportedRow {
    const { code, slug, name } = cells;
    const known = [...this.wanted.values()].find((product) => product.slug === slug);
    return {
      row: this.#row,
      code,
      name: name || (known?.name ?? slug),
      effect,
      issues: this.#issues,
      delta,
    };
  }

  #effect(
    current: Product | undefined,
    product: Product,
    currentSku: ProductSku | undefined,
    sku: ProductSku,
    delta: number,
  ): ImportEffect {
    if (!current) return 'new_product';
    if (!currentSku) return 'new_sku';
    const before = versionOf({ ...current, skus: [currentSku] });
    const after = versionOf({ ...product, skus: [sku] });
    if (before !== after) return 'changed';
    return delta === 0 ? 'same' : 'counted';
  }

  #product(cells: CsvRow, slug: string, current: Product | undefined): Product | null {
    const known = this.wanted.get(slug) ?? current;
    const name = this.#read(cells, 'name', productNameSchema, known?.name ?? null, slug);
    const category = this.#read(cells, 'category', categorySchema, known?.category ?? null, slug);
    const description = this.#read(
      cells,
      'description',
      descriptionSchema,
      known?.description ?? '',
      slug,
    );
    const images = this.#read(
      cells,
      'images',
      z.string().transform(parseImages).pipe(imagesSchema),
      known?.images ?? [],
      slug,
    );
    if (name === null || category === null || description === null || images === null) return null;
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

  #sku(
    cells: CsvRow,
    product: Product,
    code: string,
    current: ProductSku | undefined,
  ): ProductSku | null {
    const owner = this.#ownerOf(code);
    if (owner !== null && owner !== product.productId) {
      return this.#refuse('code', 'code_of_other_product');
    }
    const known = product.skus.find((sku) => sku.code === code) ?? current;
    const digits = this.#state.currencyDigits;
    const options = this.#read(
      cells,
      'options',
      z.string().transform(parseOptions).pipe(optionsSchema),
      known?.options ?? {},
      code,
    );
    const priceCents = this.#read(
      cells,
      'price',
      z
        .string()
        .transform((cell) => parsePrice(cell, digits))
        .pipe(priceCentsSchema),
      known?.priceCents ?? null,
      code,
    );
    if (options === null || priceCents === null) return null;
    const skuId = known?.skuId ?? this.#state.newId();
    const sku: ProductSku = { skuId, code, options, priceCents, archived: false };
    const others = product.skus.filter((other) => other.code !== code);
    const at = product.skus.findIndex((other) => other.code === code);
    product.skus = others.toSpliced(at < 0 ? others.length : at, 0, sku);
    return sku;
  }

  #ownerOf(code: string): string | null {
    const products = [...this.#state.products, ...this.wanted.values()];
    const owner = products.find(({ skus }) => skus.some((sku) => sku.code === code));
    return owner?.productId ?? null;
  }

  /** How many units are added or taken away to have on hand what the row says. */
  #stock(cells: CsvRow, sku: ProductSku, isNew: boolean): number {
    const { locations } = this.#state;
    const location = cells.location
      ? locations.find(({ name }) => name.toLowerCase() === cells.location.toLowerCase())
      : locations[0];
    if (!location) {
      this.#refuse('location', 'unknown_location');
      return 0;
    }
    const { locationId } = location;
    const twin = this.#said.get(`stock ${sku.skuId} ${locationId}`);
    if (twin) {
      this.#refuse('code', 'same_as_row', twin.row);
      return 0;
    }
    this.#said.set(`stock ${sku.skuId} ${locationId}`, { row: this.#row, value: '' });
    if (cells.on_hand === '') return 0;
    const units = z.coerce.number().int().min(0).max(1_000_000).safeParse(cells.on_hand);
    if (!units.success) {
      this.#refuse('on_hand', 'invalid');
      return 0;
    }
    const now = this.#state.stock.get(sku.skuId)?.find((row) => row.locationId === locationId);
    if (now && units.data < now.locked) {
      this.#refuse('on_hand', 'below_locked', now.locked);
      return 0;
    }
    const delta = units.data - (now?.onHand ?? 0);
    if (delta !== 0) this.stock.push({ skuId: sku.skuId, locationId, onHand: units.data, isNew });
    return delta;
  }

  /**
   * Reads one cell; an empty one means what is there already.
   * @param of the product or SKU that it is about: two rows must not say different things of it
   * @returns null when it is wrong, which is noted
   */
  #read<Value>(
    cells: CsvRow,
    column: CsvColumn,
    schema: z.ZodType<Value>,
    known: Value | null,
    of?: string,
  ): Value | null {
    const cell = cells[column];
    if (cell === '') return known ?? this.#refuse(column, 'missing');
    const parsed = schema.safeParse(cell);
    if (!parsed.success) return this.#refuse(column, 'invalid');
    if (of === undefined) return parsed.data;
    const key = `${column} ${of}`;
    const said = this.#said.get(key);
    if (said && said.value !== cell) return this.#refuse(column, 'differs_from_row', said.row);
    if (!said) this.#said.set(key, { row: this.#row, value: cell });
    return parsed.data;
  }

  #refuse(column: CsvColumn, problem: ImportProblem, number: number | null = null): null {
    this.#issues.push({ column, problem, number });
    return null;
  }
}
