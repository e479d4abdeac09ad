import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { BenchCase, Metrics } from './bench-case.ts';
import type { MetricStore } from './metrics.ts';
import { isMet, targets, targetValue } from './targets.ts';

/** Prints medians with their spread, what the cases count, and the marks. */
export function printReport(metrics: MetricStore, cases: readonly BenchCase[]): void {
  console.log(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}\n`);
  printTable(
    ['', 'median', 'min', 'max', ''],
    metrics
      .summaries()
      .map(({ name, unit, median, min, max }) => [
        name,
        ...[median, min, max].map(formatValue),
        unit,
      ]),
  );

  console.log('\nWhat the cases count\n');
  for (const { name, description } of cases) console.log(`  ${name}: ${description}`);

  const measured = targets.flatMap((target) => {
    const value = targetValue(target, metrics);
    return value === undefined ? [] : [{ target, value }];
  });
  if (measured.length === 0) return;
  console.log('\nMarks\n');
  printTable(
    ['', '', 'mark', '', ''],
    measured.map(({ target, value }) => [
      target.description,
      formatValue(value),
      target.atLeast === undefined ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`,
      isMet(target, value) ? 'met' : 'not met',
      target.key ?? '',
    ]),
  );
}

export function writeJson(file: string, metrics: MetricStore): void {
  writeFileSync(file, `${JSON.stringify(toJson(metrics), null, 2)}\n`);
}

/** All figures, and the value of each target by its key; null if it was not measured. */
export function toJson(metrics: MetricStore) {
  const ratios = Object.fromEntries(
    targets.flatMap((target) =>
      target.key ? [[target.key, targetValue(target, metrics) ?? null]] : [],
    ),
  );
  return { cases: metrics.summaries(), ratios };
}

/** One line of figures, to show progress. */
export function formatMetrics(figures: Metrics): string {
  return Object.entries(figures)
    .map(([name, { unit, value }]) => `${name ? `${name} ` : ''}${formatValue(value)} ${unit}`)
    .join(', ');
}

/** Three significant digits; integers from 100. */
function formatValue(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Aligns the first and last column to the left, numbers to the right. */
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
