import type { MetricStore } from './metrics.ts';

/** A limit for a median, or for the ratio of two medians. */
export interface Target {
  /** Its name in the JSON; without one it is only printed. */
  key?: string;
  description: string;
  metric: string;
  /** The metric by which `metric` is divided. */
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
    description: 'the same against a lock held during the payment call',
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
    description: 'seconds to close 100,000 orders that expire together',
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

/** Whether any target uses a figure of this case. */
export function hasTarget(caseName: string): boolean {
  return targets.some(({ metric, divisor }) =>
    [metric, divisor].some((name) => name?.split(' ')[0] === caseName),
  );
}

/** @returns undefined when a figure was not measured */
export function targetValue({ metric, divisor }: Target, metrics: MetricStore): number | undefined {
  const value = metrics.median(metric);
  if (!divisor) return value;
  const by = metrics.median(divisor);
  return value === undefined || !by ? undefined : value / by;
}

export function isMet({ atLeast, atMost }: Target, value: number): boolean {
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}
