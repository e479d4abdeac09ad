import { describe, expect, test } from 'vitest';
import { codeText, multilineText, singleLineText } from './text-schemas.ts';

const accepts = (schema: { safeParse(text: string): { success: boolean } }, text: string) =>
  schema.safeParse(text).success;

describe.each([
  ['one line', singleLineText],
  ['several lines', multilineText],
])('text of %s', (_, schema) => {
  test.each([
    ['a zero-width space', '\u200b'],
    ['spaces of all widths', '\u00a0\u2003\u3000\ufeff'],
    ['a Hangul filler', '\u3164'],
    ['a blank Braille pattern', '\u2800'],
    ['soft hyphens', '\u00ad\u00ad'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['tags without a flag', '\u{e0041}\u{e007f}'],
    ['a combining mark on nothing', '\u0301'],
  ])('refuses %s alone, unless trimming leaves nothing at all', (__, text) => {
    expect(accepts(schema, text)).toBe(text.trim() === '');
  });

  test.each([
    ['an override', 'invoice\u202efdp.exe'],
    ['an embedding', 'a\u202ab\u202c'],
    ['an isolate that never ends', 'a\u2067b'],
    ['NUL', 'a\0b'],
    ['an escape sequence', 'a\u001b[2J'],
    ['DEL and C1 controls', 'a\u007f\u0085b'],
    ['a paragraph separator', 'a\u2029b'],
    ['half a surrogate pair', 'a\ud83d'],
  ])('refuses %s', (__, text) => {
    expect(accepts(schema, text)).toBe(false);
  });

  test.each([
    ['Chinese', '王小明'],
    ['Arabic', 'فاطمة الزهراء'],
    ['Arabic with a right-to-left mark', 'شارع ١٢\u200f'],
    ['Persian with a zero-width non-joiner', 'علی\u200cرضا'],
    ['Hebrew', 'יעל בן־דוד'],
    ['Hindi with joined letters', 'श्रीमती क्ष\u094d\u200dमा'],
    ['decomposed accents', 'Zoe\u0308 Mu\u0308ller'],
    ['an emoji of several people', '👩‍👩‍👧‍👦 family'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['an apostrophe, hyphen and comma', 'O’Brien-Nuñez, Jr.'],
  ])('accepts %s and leaves it as it is', (__, text) => {
    expect(schema.parse(` ${text} `)).toBe(text);
  });
});

test('only text of several lines has line breaks and tabs', () => {
  expect(accepts(singleLineText, 'a\nb')).toBe(false);
  expect(accepts(multilineText, 'a\r\n\tb')).toBe(true);
});

test('a code has no invisible character at all, since two codes would look the same', () => {
  expect(accepts(codeText, 'TEE-RED-M')).toBe(true);
  expect(accepts(codeText, '茶-12')).toBe(true);
  for (const text of ['TEE\u200b-RED', 'TEE\u00ad', 'TEE RED', 'TEE\u2800']) {
    expect(accepts(codeText, text)).toBe(false);
  }
});
