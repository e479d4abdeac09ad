import { expect, test } from 'vitest';
import { formatLogLine } from './format-log-line.ts';

test.each([
  ['plain words stay', 'Listening', 'Listening'],
  [
    'JSON is unfolded',
    '{"level":30,"time":1,"msg":"order paid","orderId":"7"}',
    'order paid orderId=7',
  ],
  ['a level above info is named', '{"level":50,"msg":"no answer"}', 'error: no answer'],
  [
    'of an error comes the stack',
    '{"level":50,"msg":"x","err":{"stack":"E: y"}}',
    'error: x err=E: y',
  ],
  ['JSON that is no log entry stays', '{"a":1}', '{"a":1}'],
  ['half a line stays', '{"level":30,', '{"level":30,'],
])('%s', (_, line, words) => {
  expect(formatLogLine('web', line)).toBe(`[web]      ${words}`);
});
