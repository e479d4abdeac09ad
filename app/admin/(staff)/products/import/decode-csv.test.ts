import { expect, test } from 'vitest';
import { decodeAs, decodeUnicode } from './decode-csv.ts';

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

test.each([
  ['UTF-8', bytes(0x47, 0x72, 0xc3, 0xb6, 0xc3, 0x9f, 0x65), 'Größe'],
  ['UTF-8 with a byte order mark', bytes(0xef, 0xbb, 0xbf, 0xc3, 0xb6), 'ö'],
  ['UTF-16, little endian', bytes(0xff, 0xfe, 0xf6, 0x00), 'ö'],
  ['UTF-16, big endian', bytes(0xfe, 0xff, 0x00, 0xf6), 'ö'],
  ['Windows-1252', bytes(0x47, 0x72, 0xf6, 0xdf, 0x65), null],
])('a file in %s is decoded strictly', (_, file, text) => {
  expect(decodeUnicode(file)).toBe(text);
});

test('a file is decoded in the chosen encoding, or not at all', () => {
  expect(decodeAs(bytes(0x47, 0x72, 0xf6, 0xdf, 0x65), 'windows-1252')).toBe('Größe');
  expect(decodeAs(bytes(0xb5, 0xc6), 'gb18030')).toBe('灯');
  expect(decodeAs(bytes(0xff, 0xff), 'gb18030')).toBeNull();
});
