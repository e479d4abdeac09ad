import Papa from 'papaparse';
import type { z } from 'zod';
import { formatAmount } from '../shared/money.ts';
import { CSV_BYTES_MAX, CSV_ROWS_MAX } from '../shared/limits.ts';
import type { ExportRow } from './product-list-store.ts';
import type { imagesSchema, ProductImage } from '../shared/product-schema.ts';

/** The columns of a product file: a row per SKU and location. */
export const csvColumns = [
  'slug',
  'name',
  'description',
  'category',
  'images',
  'per_customer',
  'code',
  'options',
  'price',
  'location',
  'on_hand',
] as const;

export type CsvColumn = (typeof csvColumns)[number];
export type CsvRow = Record<CsvColumn, string>;

/** Required columns; the others may be left out. */
const requiredColumns: CsvColumn[] = ['slug', 'code'];

export type ParsedCsv =
  | { kind: 'rows'; rows: CsvRow[] }
  | {
      kind: 'unreadable';
      /**
       * Not UTF-8 text, an unclosed quote, or a row with another number of cells than the header.
       */
      problem: 'no_text' | 'quotes' | 'cells';
      row: number | null;
    }
  | { kind: 'missing_columns'; columns: CsvColumn[] }
  | { kind: 'empty' }
  | { kind: 'too_many_rows'; limit: number };

/**
 * Parses a product file. Empty rows in between are kept, so that row numbers match a spreadsheet;
 * unknown columns are ignored.
 */
export function parseProductCsv(text: string): ParsedCsv {
  // NUL and lone surrogates cannot be stored; U+FFFD stands for bytes in another encoding.
  if (/[\0\uFFFD]/.test(text) || !text.isWellFormed()) {
    return { kind: 'unreadable', problem: 'no_text', row: null };
  }
  const content = text.replace(/^\uFEFF/, '');
  const { data, errors } = Papa.parse<string[]>(content, { delimiter: delimiterOf(content) });
  const [names = [], ...lines] = data.slice(data.findIndex(isNonEmptyRow));
  const fields = names.map((name) => name.trim().toLowerCase());
  const missing = requiredColumns.filter((column) => !fields.includes(column));
  if (missing.length > 0) return { kind: 'missing_columns', columns: missing };
  const broken = errors.find(({ type }) => type === 'Quotes');
  if (broken) return { kind: 'unreadable', problem: 'quotes', row: (broken.row ?? 0) + 1 };
  // A row of the wrong length would be read into the wrong columns.
  const odd = lines.findIndex((cells) => isNonEmptyRow(cells) && cells.length !== fields.length);
  if (odd >= 0) return { kind: 'unreadable', problem: 'cells', row: odd + FIRST_DATA_ROW };
  const filled = lines.filter(isNonEmptyRow);
  if (filled.length === 0) return { kind: 'empty' };
  if (filled.length > CSV_ROWS_MAX) return { kind: 'too_many_rows', limit: CSV_ROWS_MAX };
  const rows = lines.slice(0, lines.findLastIndex(isNonEmptyRow) + 1).map((line) => {
    const cells = csvColumns.map((column) => [
      column,
      unescapeFormula(line[fields.indexOf(column)] ?? ''),
    ]);
    return Object.fromEntries(cells) as CsvRow;
  });
  return { kind: 'rows', rows };
}

/** What separates the header's cells. Cells below may contain other separators, such as those of options. */
function delimiterOf(content: string): string {
  const header = content.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  const counts = [',', ';', '\t', '|'].map((delimiter) => {
    const cells = header
      .split(delimiter)
      .map((cell) => cell.trim().replaceAll('"', '').toLowerCase());
    return { delimiter, known: csvColumns.filter((column) => cells.includes(column)).length };
  });
  return counts.reduce((best, next) => (next.known > best.known ? next : best)).delimiter;
}

/** The header is row 1. */
export const FIRST_DATA_ROW = 2;

function isNonEmptyRow(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.trim() !== '');
}

/** Cells that a spreadsheet would read as formulas are written with a leading quote. */
function unescapeFormula(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r])/, '');
}

/**
 * Writes products as files that can be imported, split at the import limits.
 *
 * @param options.withStock a row per SKU and location with its units on hand, else one per SKU
 */
export function formatProductCsvs(
  rows: readonly ExportRow[],
  options: { currency: string; withStock: boolean },
): string[] {
  const columns = options.withStock ? csvColumns : csvColumns.slice(0, -STOCK_COLUMN_COUNT);
  const write = (cells: readonly string[]) =>
    Papa.unparse([[...cells]], { escapeFormulae: true, newline: NEWLINE });
  const head = write(columns);
  const files: string[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const line = write(toCells(row, options.currency).slice(0, columns.length));
    const lineBytes = Buffer.byteLength(NEWLINE + line);
    let file = files.at(-1);
    if (!file || file.length > CSV_ROWS_MAX || bytes + lineBytes > CSV_BYTES_MAX) {
      file = [head];
      files.push(file);
      bytes = BOM_BYTES + Buffer.byteLength(head);
    }
    file.push(line);
    bytes += lineBytes;
  }
  return files.length === 0 ? [head] : files.map((lines) => lines.join(NEWLINE));
}

const NEWLINE = '\r\n';
/** `location` and `on_hand`, the last ones. */
const STOCK_COLUMN_COUNT = 2;
/** Byte order mark: spreadsheets detect UTF-8 by it. */
const BOM_BYTES = 3;

function toCells(row: ExportRow, currency: string): string[] {
  return [
    row.slug,
    row.name,
    row.description,
    row.category,
    row.images.map(formatImage).join('\n'),
    String(row.purchaseLimit ?? 0),
    row.code,
    formatOptions(row.options),
    formatAmount(row.priceCents, currency),
    row.location,
    String(row.onHand),
  ];
}

/** The options → `Colour=Red; Size=M`. */
export function formatOptions(options: Record<string, string>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

/** `Colour=Red; Size=M` → the options; null when malformed. */
export function parseOptions(cell: string): Record<string, string> | null {
  const parts = cell
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean);
  const pairs = parts.map((part) => part.split('=').map((side) => side.trim()));
  if (pairs.some((pair) => pair.length !== 2 || pair.includes(''))) return null;
  const options = Object.fromEntries(pairs) as Record<string, string>;
  return Object.keys(options).length === pairs.length ? options : null;
}

export function formatImage({ src, alt, options = {} }: ProductImage): string {
  const shows = formatOptions(options);
  // Brackets also when the alt text starts with one, so that it is parsed back as text.
  return shows || alt.startsWith('[') ? `${src} [${shows}] ${alt}` : `${src} ${alt}`;
}

/**
 * One picture per line: address, the options of the variants that it shows in brackets if not all,
 * and the alt text, such as `/tee-red.svg [Colour=Red] A red tee`.
 */
export function parseImages(cell: string): z.input<typeof imagesSchema> {
  const lines = cell
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.map((line) => {
    const [src = ''] = line.split(/\s/, 1);
    const rest = line.slice(src.length).trim();
    const [bracket = '', shows = ''] = /^\[([^\]]*)\]/.exec(rest) ?? [];
    const options = parseOptions(shows);
    if (options === null) return { src, alt: rest };
    const alt = rest.slice(bracket.length).trim();
    return Object.keys(options).length === 0 ? { src, alt } : { src, alt, options };
  });
}
