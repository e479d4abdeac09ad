import type { Metrics, Unit } from './bench-case.ts';

export interface Summary {
  name: string;
  unit: Unit;
  median: number;
  min: number;
  max: number;
}

/** Collects the figures of all samples. */
export class MetricStore {
  readonly #caseNames: readonly string[];
  readonly #samples = new Map<string, { unit: Unit; values: number[] }>();

  /** @param caseNames in the order of the summaries */
  constructor(caseNames: readonly string[]) {
    this.#caseNames = caseNames;
  }

  add(caseName: string, figures: Metrics): void {
    for (const [figure, { unit, value }] of Object.entries(figures)) {
      const name = figure ? `${caseName} ${figure}` : caseName;
      const samples = this.#samples.get(name);
      if (samples) samples.values.push(value);
      else this.#samples.set(name, { unit, values: [value] });
    }
  }

  /** undefined when the figure was not measured. */
  median(name: string): number | undefined {
    const samples = this.#samples.get(name);
    return samples && medianOf(samples.values);
  }

  summaries(): Summary[] {
    const inOrder = this.#caseNames.flatMap((caseName) =>
      [...this.#samples].filter(([name]) => name.split(' ')[0] === caseName),
    );
    return inOrder.map(([name, { unit, values }]) => ({
      name,
      unit,
      median: medianOf(values),
      min: Math.min(...values),
      max: Math.max(...values),
    }));
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
