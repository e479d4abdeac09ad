import Papa from 'papaparse';
import type { ExportRow } from './product-list-store.ts';

/** The columns of a file of products, a row per SKU and location. */
export const csvColumns = [
  'slug',
  'name',
  'description',
  'category',
  'images',
  'code',
  'options',
  'price',
  'location',
  'on_hand',
] as const;

export type CsvColumn = (typeof csvColumns)[number];
export type CsvRow = Record<CsvColumn, string>;

/** Without these a row says nothing; the others may be left out. */
const required: CsvColumn[] = ['slug', 'code'];

/** Rows of one import; they bound what one transaction writes. */
const CSV_ROWS_MAX = 2000;

export type ParsedCsv =
  | { kind: 'rows'; rows: CsvRow[] }
  | { kind: 'unreadable'; detail: string }
  | { kind: 'missing_columns'; columns: CsvColumn[] }
  | { kind: 'empty' }
  | { kind: 'too_many_rows'; limit: number };

/** Reads a file of products; empty lines are left out, and so are columns that we do not know. */
export function parseProductCsv(text: string): ParsedCsv {
  // No text file has these, and PostgreSQL stores neither.
  if (text.includes('\0') || !text.isWellFormed()) {
    return { kind: 'unreadable', detail: 'it is not text in UTF-8' };
  }
  const { data, meta, errors } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (header) => header.trim().toLowerCase(),
  });
  const fields = meta.fields ?? [];
  const missing = required.filter((column) => !fields.includes(column));
  if (missing.length > 0) return { kind: 'missing_columns', columns: missing };
  // A row of the wrong length would be read into the wrong columns.
  const broken = errors.find(({ type }) => type === 'Quotes' || type === 'FieldMismatch');
  if (broken) {
    return { kind: 'unreadable', detail: `row ${(broken.row ?? 0) + 2}: ${broken.message}` };
  }
  if (data.length === 0) return { kind: 'empty' };
  if (data.length > CSV_ROWS_MAX) return { kind: 'too_many_rows', limit: CSV_ROWS_MAX };
  const rows = data.map((row) => {
    const cells = csvColumns.map((column) => [column, unescaped(row[column] ?? '')]);
    return Object.fromEntries(cells) as CsvRow;
  });
  return { kind: 'rows', rows };
}

/** What a spreadsheet would take for a formula is written with a quote before it. */
function unescaped(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@\t\r])/, '');
}

/** Writes a file of products that can be read back. */
export function formatProductCsv(rows: readonly ExportRow[], currencyDigits: number): string {
  const data = rows.map((row) => [
    row.slug,
    row.name,
    row.description,
    row.category,
    row.images.map(({ src, alt }) => `${src} ${alt}`).join('\n'),
    row.code,
    formatOptions(row.options),
    (row.priceCents / 10 ** currencyDigits).toFixed(currencyDigits),
    row.location,
    String(row.onHand),
  ]);
  return Papa.unparse({ fields: [...csvColumns], data }, { escapeFormulae: true });
}

function formatOptions(options: Record<string, string>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}

/** `Colour=Red; Size=M` → the options; null when it is not written so. */
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

/** A picture per line, its address and then what it shows. */
export function parseImages(cell: string): { src: string; alt: string }[] {
  const lines = cell
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.map((line) => {
    const [src = ''] = line.split(/\s/, 1);
    return { src, alt: line.slice(src.length).trim() };
  });
}

/** `12.50` or `12,50` → minor units; null when it is no amount. */
export function parsePrice(cell: string, currencyDigits: number): number | null {
  const [, whole, minor = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(cell) ?? [];
  if (whole === undefined || minor.length > currencyDigits) return null;
  return Number(whole + minor.padEnd(currencyDigits, '0'));
}
