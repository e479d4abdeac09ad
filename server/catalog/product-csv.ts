import Papa from 'papaparse';
import type { z } from 'zod';
import { formatAmount } from '../shared/money.ts';
import { CSV_ROWS_MAX } from '../shared/limits.ts';
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

/** Why a file cannot be read. */
export type UnreadableFile =
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

export class UnreadableFileError extends Error {
  readonly reason: UnreadableFile;

  constructor(reason: UnreadableFile) {
    super('The file cannot be read; check its preview.');
    this.reason = reason;
  }
}

/** A row of a file with its number as in a spreadsheet. */
export interface NumberedRow {
  row: number;
  cells: CsvRow;
}

/** A longer row has a quote that is never closed. */
const ROW_CHARS_MAX = 500_000;

/**
 * Reads the rows of a product file as it arrives. Empty rows are counted, so that row numbers match a
 * spreadsheet, and left out; unknown columns are ignored.
 * @throws UnreadableFileError
 */
export async function* readProductCsv(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<NumberedRow> {
  let header: { fields: string[]; parser: Papa.Parser } | null = null;
  let row = FIRST_DATA_ROW;
  let rest = '';
  let found = 0;
  for await (const { text, isLast } of decode(chunks)) {
    rest += text;
    if (!header) {
      rest = rest.trimStart();
      if (!isLast && !rest.includes('\n') && rest.length < ROW_CHARS_MAX) continue;
    }
    const parser: Papa.Parser =
      header?.parser ?? new Papa.Parser({ delimiter: delimiterOf(rest), newline: '\n' });
    const { data, errors, meta } = parser.parse(rest, 0, !isLast) as Papa.ParseResult<string[]>;
    rest = rest.slice(meta.cursor);
    header ??= { fields: readHeader(data.shift() ?? []), parser };
    const broken = errors.find(({ type }) => type === 'Quotes');
    if (broken || rest.length > ROW_CHARS_MAX) {
      throw unreadable('quotes', row + (broken ? (broken.row ?? 0) : data.length));
    }
    for (const line of data) {
      if (isNonEmptyRow(line)) {
        found += 1;
        if (found > CSV_ROWS_MAX) {
          throw new UnreadableFileError({ kind: 'too_many_rows', limit: CSV_ROWS_MAX });
        }
        yield { row, cells: toCsvRow(line, header.fields, row) };
      }
      row += 1;
    }
  }
  if (found === 0) throw new UnreadableFileError({ kind: 'empty' });
}

/** UTF-8 text with `\n` at the ends of lines. NUL cannot be stored; U+FFFD stands for bytes in another encoding. */
async function* decode(chunks: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let carriageReturn = '';
  const toText = (bytes?: Uint8Array) => {
    const isLast = bytes === undefined;
    try {
      const decoded = carriageReturn + decoder.decode(bytes, { stream: !isLast });
      carriageReturn = !isLast && decoded.endsWith('\r') ? '\r' : '';
      const text = carriageReturn ? decoded.slice(0, -1) : decoded;
      if (!/[\0\uFFFD]/.test(text)) return { text: text.replaceAll(/\r\n?/g, '\n'), isLast };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    throw unreadable('no_text', null);
  };
  for await (const chunk of chunks) yield toText(chunk);
  yield toText();
}

function readHeader(names: readonly string[]): string[] {
  const fields = names.map((name) => name.trim().toLowerCase());
  const missing = requiredColumns.filter((column) => !fields.includes(column));
  if (missing.length > 0) {
    throw new UnreadableFileError({ kind: 'missing_columns', columns: missing });
  }
  return fields;
}

function toCsvRow(line: readonly string[], fields: readonly string[], row: number): CsvRow {
  // A row of the wrong length would be read into the wrong columns.
  if (line.length !== fields.length) throw unreadable('cells', row);
  const cells = csvColumns.map((column) => [
    column,
    unescapeFormula(line[fields.indexOf(column)] ?? ''),
  ]);
  return Object.fromEntries(cells) as CsvRow;
}

function unreadable(problem: 'no_text' | 'quotes' | 'cells', row: number | null) {
  return new UnreadableFileError({ kind: 'unreadable', problem, row });
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

/** The lines of a product file, with a row per SKU and location with its units on hand, or one per SKU. */
export function createCsvFormatter(options: { currency: string; withStock: boolean }) {
  const columns = options.withStock ? csvColumns : csvColumns.slice(0, -STOCK_COLUMN_COUNT);
  const write = (rows: readonly string[][]) =>
    Papa.unparse([...rows], { escapeFormulae: true, newline: NEWLINE }) + NEWLINE;
  return {
    // The byte order mark tells spreadsheets that it is UTF-8.
    header: `\uFEFF${write([[...columns]])}`,
    format: (rows: readonly ExportRow[]) =>
      write(rows.map((row) => toCells(row, options.currency).slice(0, columns.length))),
  };
}

const NEWLINE = '\r\n';
/** `location` and `on_hand`, the last ones. */
const STOCK_COLUMN_COUNT = 2;

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
