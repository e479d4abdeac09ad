import { isValidElement, Suspense } from 'react';
import { expect, test } from 'vitest';
import { DelayedSuspense } from './delayed-suspense.tsx';

const shown = (load: () => Promise<string>) =>
  DelayedSuspense({ load, placeholder: 'loading', children: (data) => `found ${data}` });

test('what is there at once is sent at once, without a placeholder before it', async () => {
  expect(await shown(() => Promise.resolve('a lamp'))).toBe('found a lamp');
});

test('what is late has a placeholder sent before it', async () => {
  const element = await shown(() => new Promise(() => {}));
  if (!isValidElement<{ fallback: unknown }>(element)) throw new Error('a boundary is sent');
  expect(element.type).toBe(Suspense);
  expect(element.props.fallback).toBe('loading');
});

test('what fails at once is an error of the page', async () => {
  const failing = shown(() => Promise.reject(new Error('no database')));
  await expect(failing).rejects.toThrow('no database');
});
