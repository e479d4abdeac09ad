import { afterEach, expect, test, vi } from 'vitest';
import { readLastQuery, writeLastQuery } from './last-list-query.ts';

afterEach(() => vi.unstubAllGlobals());

test('the last query of each page is remembered until it is shown without one', () => {
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  writeLastQuery('/admin/orders', 'status=paid');
  writeLastQuery('/admin/stock', '');
  expect(readLastQuery('/admin/orders')).toBe('status=paid');
  expect(readLastQuery('/admin/stock')).toBe('');
  writeLastQuery('/admin/orders', '');
  expect(readLastQuery('/admin/orders')).toBe('');
});

test('a browser that forbids storage remembers nothing and throws nothing', () => {
  const forbidden = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', {
    getItem: forbidden,
    setItem: forbidden,
    removeItem: forbidden,
  });
  writeLastQuery('/admin/orders', 'status=paid');
  expect(readLastQuery('/admin/orders')).toBe('');
});
