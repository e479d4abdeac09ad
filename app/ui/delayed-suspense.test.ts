import { isValidElement, Suspense } from 'react';
import { expect, test } from 'vitest';
import { DelayedSuspense } from './delayed-suspense.tsx';

const shown = (load: () => Promise<string>) =>
  DelayedSuspense({ load, placeholder: 'loading', children: (data) => `found ${data}` });

test('data that loads quickly is sent without a placeholder', async () => {
  expect(await shown(() => Promise.resolve('a lamp'))).toBe('found a lamp');
});

test('slow data has a placeholder', async () => {
  const element = await shown(() => new Promise(() => {}));
  if (!isValidElement<{ fallback: unknown }>(element)) throw new Error('a boundary is sent');
  expect(element.type).toBe(Suspense);
  expect(element.props.fallback).toBe('loading');
});

test('a quick failure is thrown', async () => {
  const failing = shown(() => Promise.reject(new Error('no database')));
  await expect(failing).rejects.toThrow('no database');
});
