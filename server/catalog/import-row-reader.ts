import { z } from 'zod';
import { createExcerpt } from './excerpt.ts';
import { parseImages, parseOptions, type CsvColumn, type CsvRow } from './product-csv.ts';
import { parseAmount } from '../shared/money.ts';
import {
  categorySchema,
  codeSchema,
  descriptionSchema,
  imagesSchema,
  optionsSchema,
  priceSchemaOf,
  productNameSchema,
  purchaseLimitCellSchema,
  slugSchema,
} from '../shared/product-schema.ts';

/** Why a row cannot be imported. */
export type ImportProblem =
  | 'missing'
  | 'invalid'
  | 'unknown_location'
  | 'code_of_other_product'
  | 'differs_from_row'
  | 'duplicates_row'
  | 'code_in_other_letters'
  | 'same_options'
  | 'too_many_variants'
  | 'below_locked';

export interface ImportIssue {
  column: CsvColumn;
  problem: ImportProblem;
  /** The cell, or its invalid part; an excerpt where it is long. */
  value: string;
  /** What it contradicts: the other row's cell, or the slug of the product that has the code. */
  other: string | null;
  /** The row that it contradicts, or the number of locked units. */
  number: number | null;
}

/** The schema of each column. */
function schemasFor(currency: string) {
  return {
    slug: slugSchema,
    code: codeSchema,
    name: productNameSchema,
    category: categorySchema,
    description: descriptionSchema,
    images: z.string().transform(parseImages).pipe(imagesSchema),
    per_customer: purchaseLimitCellSchema,
    options: z.string().transform(parseOptions).pipe(optionsSchema),
    price: z
      .string()
      .transform((cell) => parseAmount(cell, currency))
      .pipe(priceSchemaOf(currency)),
    on_hand: z
      .string()
      .regex(/^\d{1,7}$/)
      .transform(Number)
      .pipe(z.number().max(1_000_000)),
  };
}

type Schemas = ReturnType<typeof schemasFor>;
type Value<Column extends keyof Schemas> = z.output<Schemas[Column]>;

/** Reads cells row by row and collects their issues. An empty cell means the current value. */
export class ImportRowReader {
  row = 0;
  cells!: CsvRow;
  /** Issues of the current row. */
  issues: ImportIssue[] = [];
  readonly #schemas: Schemas;
  /** First value per product, SKU and stock row; none when it was invalid. */
  readonly #firstValues = new Map<string, { row: number; cell: string; value?: unknown }>();

  constructor(currency: string) {
    this.#schemas = schemasFor(currency);
  }

  startRow(row: number, cells: CsvRow): void {
    this.row = row;
    this.cells = cells;
    this.issues = [];
  }

  /**
   * @param about.of the product or SKU of the cell: two rows must not contradict each other; null
   *   when unknown, so that a missing value is no issue
   * @param about.known the current value
   * @returns null when invalid or missing, which adds an issue; null can be a value of `per_customer`
   */
  readCell<Column extends keyof Schemas>(
    column: Column,
    about: { of?: string | null; known?: Value<Column> },
  ): Value<Column> | null {
    const cell = this.cells[column];
    const key = `${column} ${about.of}`;
    const first = this.#firstValues.get(key);
    if (cell === '') {
      if (about.known !== undefined) return about.known;
      if (first) return (first.value ?? null) as Value<Column> | null;
      return about.of === null ? null : this.addIssue(column, 'missing');
    }
    const parsed = this.#schemas[column].safeParse(cell) as z.ZodSafeParseResult<Value<Column>>;
    const value = parsed.success ? parsed.data : undefined;
    const hasFirst = first?.value !== undefined;
    if (!hasFirst && about.of) this.#firstValues.set(key, { row: this.row, cell, value });
    if (!parsed.success)
      return this.addIssue(column, 'invalid', { value: invalidPart(column, cell, parsed.error) });
    if (hasFirst && first.cell !== cell) {
      return this.addIssue(column, 'differs_from_row', { number: first.row, other: first.cell });
    }
    return parsed.data;
  }

  /** Registers the stock row of a SKU at a location; a second one is an issue. */
  registerStockRow(code: string, locationId: string): void {
    const key = `stock ${locationId} ${code}`;
    const first = this.#firstValues.get(key);
    if (first) this.addIssue('code', 'duplicates_row', { number: first.row });
    else this.#firstValues.set(key, { row: this.row, cell: code });
  }

  /** @returns null, as the value of an invalid cell */
  addIssue(
    column: CsvColumn,
    problem: ImportProblem,
    context: { value?: string; number?: number; other?: string } = {},
  ): null {
    const { value = this.cells[column], number = null, other } = context;
    this.issues.push({
      column,
      problem,
      value: createExcerpt(value),
      number,
      other: other === undefined ? null : createExcerpt(other),
    });
    return null;
  }
}

/** The invalid one of a list of pictures. */
function invalidPart(column: CsvColumn, cell: string, error: z.ZodError): string {
  const index = error.issues[0]?.path[0];
  if (column !== 'images' || typeof index !== 'number') return cell;
  const { src = '', alt = '' } = parseImages(cell)[index] ?? {};
  return `${src} ${alt}`;
}
