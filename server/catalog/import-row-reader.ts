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
  priceCentsSchema,
  productNameSchema,
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
  | 'below_locked';

export interface ImportIssue {
  column: CsvColumn;
  problem: ImportProblem;
  /** What stands in the cell, or the part of it that breaks the rule; cut where it is long. */
  value: string;
  /** What it contradicts: what the other row says, or the address of the product that has the code. */
  other: string | null;
  /** The row that it contradicts, or the units that are locked. */
  number: number | null;
}

/** How the cells of each column are read. */
function schemasFor(currencyDigits: number) {
  return {
    slug: slugSchema,
    code: codeSchema,
    name: productNameSchema,
    category: categorySchema,
    description: descriptionSchema,
    images: z.string().transform(parseImages).pipe(imagesSchema),
    options: z.string().transform(parseOptions).pipe(optionsSchema),
    price: z
      .string()
      .transform((cell) => parseAmount(cell, currencyDigits))
      .pipe(priceCentsSchema),
    on_hand: z.coerce.number().int().min(0).max(1_000_000),
  };
}

type Schemas = ReturnType<typeof schemasFor>;
type Value<Column extends keyof Schemas> = z.output<Schemas[Column]>;

/**
 * Reads the cells of a file, row after row, and notes all that is wrong with each. A cell that is left
 * empty means what is there already.
 */
export class ImportRowReader {
  row = 0;
  cells!: CsvRow;
  /** What is wrong with the row. */
  issues: ImportIssue[] = [];
  readonly #schemas: Schemas;
  /** What was first said of each product, SKU and stock row; no value when that was wrong. */
  readonly #firstValues = new Map<string, { row: number; cell: string; value?: unknown }>();

  constructor(currencyDigits: number) {
    this.#schemas = schemasFor(currencyDigits);
  }

  startRow(row: number, cells: CsvRow): void {
    this.row = row;
    this.cells = cells;
    this.issues = [];
  }

  /**
   * @param about.of the product or SKU that it is about: two rows must not say different things of it;
   *   null when the row does not say which, so that it is not known whether anything is missing
   * @param about.known what is there already
   * @returns null when it is wrong or missing, which is noted
   */
  readCell<Column extends keyof Schemas>(
    column: Column,
    about: { of?: string | null; known?: Value<Column> },
  ): Value<Column> | null {
    const cell = this.cells[column];
    const key = `${column} ${about.of}`;
    const said = this.#firstValues.get(key);
    if (cell === '') {
      if (about.known !== undefined) return about.known;
      if (said) return (said.value ?? null) as Value<Column> | null;
      return about.of === null ? null : this.addIssue(column, 'missing');
    }
    const parsed = this.#schemas[column].safeParse(cell) as z.ZodSafeParseResult<Value<Column>>;
    const value = parsed.success ? parsed.data : undefined;
    const isSaid = said?.value !== undefined;
    if (!isSaid && about.of) this.#firstValues.set(key, { row: this.row, cell, value });
    if (!parsed.success)
      return this.addIssue(column, 'invalid', { value: invalidPart(column, cell, parsed.error) });
    if (isSaid && said.cell !== cell) {
      return this.addIssue(column, 'differs_from_row', { number: said.row, other: said.cell });
    }
    return parsed.data;
  }

  /** Notes that a SKU is counted at a location, which no other row may do. */
  registerStockRow(code: string, locationId: string): void {
    const key = `stock ${locationId} ${code}`;
    const twin = this.#firstValues.get(key);
    if (twin) this.addIssue('code', 'duplicates_row', { number: twin.row });
    else this.#firstValues.set(key, { row: this.row, cell: code });
  }

  /** @returns null, which stands for a value that is wrong */
  addIssue(
    column: CsvColumn,
    problem: ImportProblem,
    told: { value?: string; number?: number; other?: string } = {},
  ): null {
    const { value = this.cells[column], number = null, other } = told;
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

/** Of a list of pictures, the one that is wrong. */
function invalidPart(column: CsvColumn, cell: string, error: z.ZodError): string {
  const index = error.issues[0]?.path[0];
  if (column !== 'images' || typeof index !== 'number') return cell;
  const { src = '', alt = '' } = parseImages(cell)[index] ?? {};
  return `${src} ${alt}`;
}
