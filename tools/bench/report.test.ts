import { expect, test } from 'vitest';
import { singleMetric } from './bench-case.ts';
import { MetricStore } from './metrics.ts';
import { isMet, targets } from './targets.ts';
import { toJson } from './report.ts';
import { shuffle } from './shuffle.ts';

test('the JSON contains each figure with its spread, in case order, and ratios of two medians', () => {
  const metrics = new MetricStore(['raw-hot', 'place-hot']);
  for (const value of [300, 100, 200, 400])
    metrics.add('place-hot', singleMetric('orders/s', value));
  for (const value of [5, 9, 10]) metrics.add('raw-hot', singleMetric('orders/s', value));
  metrics.add('place-hot', { p99: { unit: 'ms', value: 7 } });
  const { cases, ratios } = toJson(metrics);
  expect(cases).toEqual([
    { name: 'raw-hot', unit: 'orders/s', median: 9, min: 5, max: 10 },
    { name: 'place-hot', unit: 'orders/s', median: 250, min: 100, max: 400 },
    { name: 'place-hot p99', unit: 'ms', median: 7, min: 7, max: 7 },
  ]);
  expect(ratios).toMatchObject({ hot_vs_raw: 250 / 9 });
});

test('the JSON contains every ratio, null if a figure was not measured', () => {
  const { ratios } = toJson(new MetricStore([]));
  expect(ratios).toEqual(
    Object.fromEntries(targets.flatMap(({ key }) => (key ? [[key, null]] : []))),
  );
  expect(Object.keys(ratios)).toHaveLength(11);
});

test('a target is met at its limit and missed beyond it', () => {
  const target = { description: '', metric: '' };
  expect(isMet({ ...target, atLeast: 0.6 }, 0.6)).toBe(true);
  expect(isMet({ ...target, atLeast: 0.6 }, 0.599)).toBe(false);
  expect(isMet({ ...target, atMost: 3 }, 3)).toBe(true);
  expect(isMet({ ...target, atMost: 3 }, 3.001)).toBe(false);
});

test('shuffle keeps every item and depends only on its random numbers', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const half = () => 0.5;
  expect(shuffle(items).toSorted((a, b) => a - b)).toEqual(items);
  expect(shuffle(items, half)).toEqual(shuffle(items, half));
  expect(shuffle(items, half)).not.toEqual(items);
});
