import { expect, test } from 'vitest';
import { Random, randomFor } from './random.ts';

test('a stream depends only on its seed and its name', () => {
  const draw = (seed: number, name: string) => {
    const random = new Random(seed, name);
    return Array.from({ length: 5 }, () => random.next());
  };
  expect(draw(1, 'a')).toEqual(draw(1, 'a'));
  expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
  expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
});

test('a probability of 0.1 holds for similar names', () => {
  const hits = Array.from({ length: 10_000 }, (_, index) => randomFor(7, `commit ${index}`));
  const share = hits.filter((number) => number < 0.1).length / hits.length;
  expect(share).toBeGreaterThan(0.09);
  expect(share).toBeLessThan(0.11);
});

test('int() includes both ends', () => {
  const random = new Random(1, 'ends');
  const seen = new Set(Array.from({ length: 1000 }, () => random.int(-1, 1)));
  expect([...seen].toSorted((a, b) => a - b)).toEqual([-1, 0, 1]);
});
