import type { Page } from '@playwright/test';
import { en } from '#app/lib/texts/en/en.ts';
import type { MessageTree } from '#app/lib/texts/en/message-types.ts';
import { zh } from '#app/lib/texts/zh/zh.ts';

/** Matches an English text with its placeholders filled in. */
const isEnglishText = createEnglishMatcher();

/** English texts of ours that a page shows or reads out; entered data may be in any language. */
export async function findEnglishText(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found = new Set([document.title]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement?.closest('script, style')) continue;
      found.add(walker.currentNode.textContent ?? '');
    }
    for (const element of document.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        found.add(element.getAttribute(name) ?? '');
      }
    }
    return [...found].map((text) => text.trim());
  });
  return texts.filter((text) => isEnglishText(text));
}

function createEnglishMatcher(): (text: string) => boolean {
  const chinese = new Set(messagesOf(zh));
  const untranslated = messagesOf(en).filter(
    (text) => !chinese.has(text) && /[a-z]/i.test(withoutPlaceholders(text)),
  );
  const patterns = untranslated.map((text) =>
    text
      .split(/\{\w+\}/)
      .map(escapeRegExp)
      .join('.+'),
  );
  const any = new RegExp(`^(${patterns.join('|')})$`, 's');
  return (text) => any.test(text);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function withoutPlaceholders(text: string): string {
  return text.replaceAll(/\{\w+\}/g, '');
}

function messagesOf(tree: MessageTree): string[] {
  return Object.values(tree).flatMap((message) =>
    typeof message === 'string' ? [message] : messagesOf(message as MessageTree),
  );
}
