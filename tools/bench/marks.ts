import type { FigureBook } from './figures.ts';

/** A ratio of two medians, or one median, and what it should be. */
export interface Mark {
  /** Its name in the JSON; marks without one are printed only. */
  key?: string;
  what: string;
  figure: string;
  /** What `figure` is divided by. */
  per?: string;
  atLeast?: number;
  atMost?: number;
}

export const marks: Mark[] = [
  {
    key: 'hot_vs_raw',
    what: 'placing on a hot SKU against a transaction per order',
    figure: 'place-hot',
    per: 'raw-hot',
    atLeast: 30,
  },
  {
    key: 'hot_vs_naive',
    what: 'the same against a transaction per order with its jobs',
    figure: 'place-hot',
    per: 'naive-hot',
    atLeast: 90,
  },
  {
    key: 'hot_vs_global_lock',
    what: 'the same against a lock held while payment is asked',
    figure: 'place-hot',
    per: 'global-lock-hot',
    atLeast: 900,
  },
  {
    key: 'spread_vs_raw',
    what: 'placing over 1,000 SKUs against a transaction per order',
    figure: 'place-spread',
    per: 'raw-spread',
    atLeast: 6,
  },
  {
    key: 'hot_vs_spread',
    what: 'placing on a hot SKU against over 1,000 SKUs',
    figure: 'place-hot',
    per: 'place-spread',
    atLeast: 1,
  },
  {
    key: 'settle_vs_raw',
    what: 'payments of a hot SKU against a transaction per order',
    figure: 'settle-hot',
    per: 'raw-hot',
    atLeast: 20,
  },
  {
    key: 'http_vs_raw',
    what: 'placing over HTTP against a transaction per order',
    figure: 'http-place-256',
    per: 'raw-hot',
    atLeast: 3,
  },
  {
    key: 'http_vs_noop',
    what: 'placing over HTTP against a procedure that does nothing',
    figure: 'http-place-256',
    per: 'http-noop-256',
    atLeast: 0.6,
  },
  {
    key: 'http_p99_vs_noop',
    what: 'the 99th percentile of the same at 256 connections',
    figure: 'http-place-256 p99',
    per: 'http-noop-256 p99',
    atMost: 3,
  },
  {
    key: 'cliff_seconds',
    what: 'seconds to close 100,000 orders that reach X together',
    figure: 'expiry-cliff',
    atMost: 30,
  },
  {
    key: 'cliff_p99_ratio',
    what: 'the 99th percentile of placing meanwhile against before',
    figure: 'expiry-cliff place-p99-meanwhile',
    per: 'expiry-cliff place-p99-before',
    atMost: 2,
  },
  {
    what: 'placing on a hot SKU, grown tables against empty ones',
    figure: 'grown-place-hot',
    per: 'empty-place-hot',
    atLeast: 0.9,
  },
  {
    what: 'placing over 1,000 SKUs, grown tables against empty ones',
    figure: 'grown-place-spread',
    per: 'empty-place-spread',
    atLeast: 0.9,
  },
  {
    what: 'payments of a hot SKU, grown tables against empty ones',
    figure: 'grown-settle-hot',
    per: 'empty-settle-hot',
    atLeast: 0.9,
  },
];

/** Whether a mark is about this case. */
export function isMarked(caseName: string): boolean {
  return marks.some(({ figure, per }) =>
    [figure, per].some((name) => name?.split(' ')[0] === caseName),
  );
}

/** @returns undefined when a figure that it needs was not measured */
export function valueOf({ figure, per }: Mark, book: FigureBook): number | undefined {
  const value = book.median(figure);
  if (!per) return value;
  const divisor = book.median(per);
  return value === undefined || !divisor ? undefined : value / divisor;
}

export function isMet({ atLeast, atMost }: Mark, value: number): boolean {
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}
