import { lazy } from '../format/lazy.ts';
import type { en } from './en/en.ts';
import type { KeyOf, MessageAt, MessageTree, MessageParameter } from './en/message-types.ts';

export type MessageKey = KeyOf<typeof en>;
type Parameters<Key extends MessageKey> = MessageParameter<MessageAt<typeof en, Key>>;

export type Translate = <Key extends MessageKey>(
  key: Key,
  ...values: [Parameters<Key>] extends [never] ? [] : [Record<Parameters<Key>, string | number>]
) => string;

/**
 * Creates `t` for one language.
 *
 * @param messages the texts, or some sections of them
 * @param locale for plurals and numbers
 * @returns `t('product.left', { count: 3 })` → "Only 3 left"
 */
export function createTranslate(messages: MessageTree, locale: string): Translate {
  const plurals = lazy(() => new Intl.PluralRules(locale));
  const numbers = lazy(() => new Intl.NumberFormat(locale));

  return (key, ...[values]: [Record<string, string | number>?]) => {
    const found = findMessage(messages, key);
    const text =
      typeof found === 'string' ? found : selectPlural(found, values?.['count'], plurals);
    if (text === undefined) throw new Error(`No text "${key}" is provided on this page.`);
    return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values?.[name];
      if (value === undefined) return placeholder;
      return typeof value === 'number' ? numbers().format(value) : value;
    });
  };
}

function findMessage(messages: MessageTree, key: string): string | MessageTree | undefined {
  let found: string | MessageTree | undefined = messages;
  for (const part of key.split('.')) {
    if (found === undefined || typeof found === 'string') return undefined;
    found = found[part];
  }
  return found;
}

function selectPlural(
  wordings: MessageTree | undefined,
  count: string | number | undefined,
  plurals: () => Intl.PluralRules,
): string | undefined {
  const wording = wordings?.[plurals().select(Number(count))] ?? wordings?.['other'];
  return typeof wording === 'string' ? wording : undefined;
}
