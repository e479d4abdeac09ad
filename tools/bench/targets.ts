import type { MetricStore } from './metrics.ts';

/** A ratio of two medians, or one median, and what it should be. */
export interface Target {
  /** Its name in the JSON; marks without one are printed only. */
  key?: string;
  description: string;
  metric: string;
  /** What `figure` is divided by. */
  divisor?: string;
  atLeast?: number;
  atMost?: number;
}

export const targets: Target[] = [
  {
    key: 'hot_vs_raw',
    description: 'placing on a hot SKU against a transaction per order',
    metric: 'place-hot',
    divisor: 'raw-hot',
    atLeast: 30,
  },
  {
    key: 'hot_vs_naive',
    description: 'the same against a transaction per order with its jobs',
    metric: 'place-hot',
    divisor: 'naive-hot',
    atLeast: 90,
  },
  {
    key: 'hot_vs_global_lock',
    description: 'the same against a lock held while payment is asked',
    metric: 'place-hot',
    divisor: 'global-lock-hot',
    atLeast: 900,
  },
  {
    key: 'spread_vs_raw',
    description: 'placing over 1,000 SKUs against a transaction per order',
    metric: 'place-spread',
    divisor: 'raw-spread',
    atLeast: 6,
  },
  {
    key: 'hot_vs_spread',
    description: 'placing on a hot SKU against over 1,000 SKUs',
    metric: 'place-hot',
    divisor: 'place-spread',
    atLeast: 1,
  },
  {
    key: 'settle_vs_raw',
    description: 'payments of a hot SKU against a transaction per order',
    metric: 'settle-hot',
    divisor: 'raw-hot',
    atLeast: 20,
  },
  {
    key: 'http_vs_raw',
    description: 'placing over HTTP against a transaction per order',
    metric: 'http-place-256',
    divisor: 'raw-hot',
    atLeast: 3,
  },
  {
    key: 'http_vs_noop',
    description: 'placing over HTTP against a procedure that does nothing',
    metric: 'http-place-256',
    divisor: 'http-noop-256',
    atLeast: 0.6,
  },
  {
    key: 'http_p99_vs_noop',
    description: 'the 99th percentile of the same at 256 connections',
    metric: 'http-place-256 p99',
    divisor: 'http-noop-256 p99',
    atMost: 3,
  },
  {
    key: 'cliff_seconds',
    description: 'seconds to close 100,000 orders that reach X together',
    metric: 'expiry-cliff',
    atMost: 30,
  },
  {
    key: 'cliff_p99_ratio',
    description: 'the 99th percentile of placing meanwhile against before',
    metric: 'expiry-cliff place-p99-meanwhile',
    divisor: 'expiry-cliff place-p99-before',
    atMost: 2,
  },
  {
    description: 'placing on a hot SKU, grown tables against empty ones',
    metric: 'grown-place-hot',
    divisor: 'empty-place-hot',
    atLeast: 0.9,
  },
  {
    description: 'placing over 1,000 SKUs, grown tables against empty ones',
    metric: 'grown-place-spread',
    divisor: 'empty-place-spread',
    atLeast: 0.9,
  },
  {
    description: 'payments of a hot SKU, grown tables against empty ones',
    metric: 'grown-settle-hot',
    divisor: 'empty-settle-hot',
    atLeast: 0.9,
  },
];

/** Whether a mark is about this case. */
export function hasTarget(caseName: string): boolean {
  return targets.some(({ metric: figure, divisor: per }) =>
    [figure, per].some((name) => name?.split(' ')[0] === caseName),
  );
}

/** @returns undefined when a figure that it needs was not measured */
export function targetValue(
  { metric: figure, divisor: per }: Target,
  book: MetricStore,
): number | undefined {
  const value = book.median(figure);
  if (!per) return value;
  const divisor = book.median(per);
  return value === undefined || !divisor ? undefined : value / divisor;
}

export function isMet({ atLeast, atMost }: Target, value: number): boolean {
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}
