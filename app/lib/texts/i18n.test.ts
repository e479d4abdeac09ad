import { expect, test } from 'vitest';
import { en } from './en/en.ts';
import { chooseLanguage } from './languages.ts';
import type { MessageTree } from './en/message-types.ts';
import { createTranslate } from './translate.ts';
import { zh } from './zh/zh.ts';

test('a translation fills in exactly what the English text fills in', () => {
  const wanted = placeholders(en);
  const given = placeholders(zh);
  expect(given).toEqual(wanted);
});

test('a plural chooses its wording by the count and writes the count as the locale does', () => {
  const t = createTranslate(en, 'en-GB');
  expect(t('cart.units', { count: 1 })).toBe('1 item');
  expect(t('cart.units', { count: 1200 })).toBe('1,200 items');
  expect(createTranslate(zh, 'zh-CN')('cart.units', { count: 1 })).toBe('1 件');
});

test('a text of a section that the page was not given is an error and not an empty place', () => {
  const { ui } = en;
  expect(() => createTranslate({ ui }, 'en')('cart.title')).toThrow('cart.title');
});

test.for([
  ['what was chosen wins', 'zh', 'en-GB,en;q=0.9', 'zh', 'zh-CN'],
  ['the browser decides', undefined, 'zh-TW,zh;q=0.9,en;q=0.8', 'zh', 'zh-Hans-TW'],
  ['the first language we have', undefined, 'de-DE,de;q=0.9,en-GB;q=0.8', 'en', 'en-GB'],
  ['a language we lack', undefined, 'de-DE,de', 'en', 'en'],
  ['nonsense', 'xx', 'not a language, *', 'en', 'en'],
  ['no header', undefined, null, 'en', 'en'],
] as const)('language: %s', ([, chosen, header, language, locale]) => {
  expect(chooseLanguage(chosen, header)).toEqual({ language, locale });
});

/** The names filled into each text, by its key; a plural's wordings are taken together. */
function placeholders(tree: MessageTree, path = ''): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [key, message] of Object.entries(tree)) {
    if (typeof message === 'string') {
      found[path + key] = namesIn(message);
    } else if (typeof message['other'] === 'string') {
      found[path + key] = namesIn(JSON.stringify(message));
    } else {
      Object.assign(found, placeholders(message, `${path}${key}.`));
    }
  }
  return found;
}

function namesIn(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].sort();
}
