import { expect, test } from 'vitest';
import { decodeAs, decodeUnicode } from './decode-csv.ts';

const file = (...values: number[]) => new Blob([Uint8Array.from(values)]);
const textOf = async (decoded: Promise<Blob | null>) => (await (await decoded)?.text()) ?? null;

test.each([
  ['UTF-8', file(0x47, 0x72, 0xc3, 0xb6, 0xc3, 0x9f, 0x65), 'Größe'],
  ['UTF-8 with a byte order mark', file(0xef, 0xbb, 0xbf, 0xc3, 0xb6), 'ö'],
  ['UTF-16, little endian', file(0xff, 0xfe, 0xf6, 0x00), 'ö'],
  ['UTF-16, big endian', file(0xfe, 0xff, 0x00, 0xf6), 'ö'],
  ['Windows-1252', file(0x47, 0x72, 0xf6, 0xdf, 0x65), null],
  ['UTF-8 that ends within a character', file(0x47, 0xc3), null],
])('a file in %s is decoded strictly', async (_, bytes, text) => {
  expect(await textOf(decodeUnicode(bytes))).toBe(text);
});

test('a file is decoded in the chosen encoding, or not at all', async () => {
  expect(await textOf(decodeAs(file(0x47, 0x72, 0xf6, 0xdf, 0x65), 'windows-1252'))).toBe('Größe');
  expect(await textOf(decodeAs(file(0xb5, 0xc6), 'gb18030'))).toBe('灯');
  expect(await decodeAs(file(0xff, 0xff), 'gb18030')).toBeNull();
});

test('a character across two parts of a large file is decoded', async () => {
  const text = 'ä'.repeat(100_001);
  const bytes = new Blob([
    Uint8Array.from([0xff, 0xfe]),
    new Uint16Array(Array.from(text, () => 0xe4)),
  ]);
  expect(await textOf(decodeUnicode(bytes))).toBe(text);
});
