import type { BenchContext } from './bench-context.ts';

/** One measurement. */
export interface BenchCase {
  name: string;
  /** What its figures count; printed below the table. */
  description: string;
  /**
   * Measured after the rounds, at most `samplesMax` times, because it needs its own database or takes
   * long. All other cases are measured once in every round.
   */
  isolated?: { samplesMax: number };
  /** Runs only with --large or when named by --case. */
  isLarge?: boolean;
  open(context: BenchContext): Promise<OpenCase>;
}

export interface OpenCase {
  /** Measures once. Cases with a fixed amount of work may ignore the duration. */
  sample(durationMs: number): Promise<Metrics>;
  close?(): Promise<void>;
}

/** The figures of one sample by name; the main figure of a case has the name ''. */
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
