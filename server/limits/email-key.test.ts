import { expect, test } from 'vitest';
import { toEmailKey } from './email-key.ts';

test.each([
  ['ada@example.com', 'ada@example.com'],
  ['Ada@Example.COM', 'ada@example.com'],
  ['ada+shop.2@example.com', 'ada@example.com'],
  ['a.da@example.com', 'a.da@example.com'],
  ['a.d.a+x@gmail.com', 'ada@gmail.com'],
  ['A.D.A@GoogleMail.com', 'ada@gmail.com'],
  ['ada@Bücher.example', 'ada@xn--bcher-kva.example'],
  ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
  ['+tag@example.com', '+tag@example.com'],
  ["o'neil+a+b@example.com", "o'neil@example.com"],
])('%s counts as %s', (email, key) => {
  expect(toEmailKey(email)).toBe(key);
});
