import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { BenchCase, Metrics } from './bench-case.ts';
import type { MetricStore } from './metrics.ts';
import { isMet, targets, targetValue } from './targets.ts';

/** The medians with their spread, what they count, and the marks. */
export function printReport(book: MetricStore, cases: readonly BenchCase[]): void {
  console.log(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}\n`);
  printTable(
    ['', 'median', 'min', 'max', ''],
    book
      .summaries()
      .map(({ name, unit, median, min, max }) => [
        name,
        ...[median, min, max].map(formatValue),
        unit,
      ]),
  );

  console.log('\nWhat they count\n');
  for (const { name, description: counts } of cases) console.log(`  ${name}: ${counts}`);

  const measured = targets.flatMap((mark) => {
    const value = targetValue(mark, book);
    return value === undefined ? [] : [{ mark, value }];
  });
  if (measured.length === 0) return;
  console.log('\nMarks\n');
  printTable(
    ['', '', 'mark', '', ''],
    measured.map(({ mark, value }) => [
      mark.description,
      formatValue(value),
      mark.atLeast === undefined ? `≤ ${mark.atMost}` : `≥ ${mark.atLeast}`,
      isMet(mark, value) ? 'met' : 'not met',
      mark.key ?? '',
    ]),
  );
}

export function writeJson(file: string, book: MetricStore): void {
  writeFileSync(file, `${JSON.stringify(toJson(book), null, 2)}\n`);
}

/** The figures and the ratios that marks are about, null where a figure was not measured. */
export function toJson(book: MetricStore) {
  const ratios = Object.fromEntries(
    targets.flatMap((mark) => (mark.key ? [[mark.key, targetValue(mark, book) ?? null]] : [])),
  );
  return { cases: book.summaries(), ratios };
}

/** One line of figures, for the progress. */
export function formatMetrics(figures: Metrics): string {
  return Object.entries(figures)
    .map(([name, { unit, value }]) => `${name ? `${name} ` : ''}${formatValue(value)} ${unit}`)
    .join(', ');
}

/** Three figures that matter; thousands whole. */
function formatValue(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** The first column to the left, as the last; numbers to the right. */
function printTable(head: string[], rows: string[][]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all) {
    const cells = row.map((text, column) => {
      const width = widths[column] ?? 0;
      return column === 0 || column === row.length - 1 ? text.padEnd(width) : text.padStart(width);
    });
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
}
