import { expect, test } from 'vitest';
import { en } from './en/en.ts';
import { chooseLanguage } from './languages.ts';
import type { MessageTree } from './en/message-types.ts';
import { createTranslate } from './translate.ts';
import { zh } from './zh/zh.ts';

test('translations have the same placeholders as the English texts', () => {
  expect(placeholders(zh)).toEqual(placeholders(en));
});

test('plural forms depend on the count, which is formatted for the locale', () => {
  const t = createTranslate(en, 'en-GB');
  expect(t('cart.units', { count: 1 })).toBe('1 item');
  expect(t('cart.units', { count: 1200 })).toBe('1,200 items');
  expect(createTranslate(zh, 'zh-CN')('cart.units', { count: 1 })).toBe('1 件');
});

test('a text of a missing section throws', () => {
  const { ui } = en;
  expect(() => createTranslate({ ui }, 'en')('cart.title')).toThrow('cart.title');
});

test.for([
  ['the chosen language wins', 'zh', 'en-GB,en;q=0.9', 'zh', 'zh-CN'],
  ['the browser’s language', undefined, 'zh-TW,zh;q=0.9,en;q=0.8', 'zh', 'zh-Hans-TW'],
  ['the first supported language', undefined, 'de-DE,de;q=0.9,en-GB;q=0.8', 'en', 'en-GB'],
  ['the highest quality', undefined, 'en;q=0.5, zh-CN;q=0.9', 'zh', 'zh-CN'],
  ['equal qualities in their order', undefined, 'en-GB;q=0.8,zh;q=0.8', 'en', 'en-GB'],
  ['a quality of 0', undefined, 'zh;q=0, en-US;q=0.1', 'en', 'en-US'],
  ['an invalid quality', undefined, 'zh;q=much, en-US;q=0.1', 'en', 'en-US'],
  ['an unsupported language', undefined, 'de-DE,de', 'en', 'en'],
  ['invalid values', 'xx', 'not a language, *', 'en', 'en'],
  ['no header', undefined, null, 'en', 'en'],
] as const)('language: %s', ([, chosen, header, language, locale]) => {
  expect(chooseLanguage(chosen, header)).toEqual({ language, locale });
});

/** The placeholders of each text by its key; those of plural forms together. */
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
