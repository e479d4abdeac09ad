import type { BenchContext } from './bench-context.ts';

/** One thing that is measured, in every round, beside the others. */
export interface BenchCase {
  name: string;
  /** What its figures count, for who reads the table. */
  description: string;
  /**
   * Measured by itself after the rounds, at most so often, since it needs a database of its own or
   * takes long. Others are measured in every round, one after the other.
   */
  isolated?: { samplesMax: number };
  /** Runs only with --large or when named by --case. */
  isLarge?: boolean;
  open(stage: BenchContext): Promise<OpenCase>;
}

export interface OpenCase {
  /** Measures once, for about so long where a case has no end of its own. */
  sample(durationMs: number): Promise<Metrics>;
  close?(): Promise<void>;
}

/** What one sample found. The figure that a case is about has the name ''. */
export type Metrics = Record<string, Metric>;

export interface Metric {
  unit: Unit;
  value: number;
}

export type Unit =
  'orders/s' | 'payments/s' | 'calls/s' | 'ms' | 's' | 'MB' | 'CPU ms/1,000 orders';

/** A sample with one figure. */
export function singleMetric(unit: Unit, value: number): Metrics {
  return { '': { unit, value } };
}
