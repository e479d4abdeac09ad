import { expect, test } from 'vitest';
import { createStreamLimits } from './stream-limits.ts';

const limits = { perViewer: 2, perNetwork: 3, total: 4 };

test('streams are counted per viewer, per network and in total, until they are closed', () => {
  const streams = createStreamLimits(limits);
  const open = (viewer: string | null, network: string) => streams.open({ viewer, network });
  const refused = (code: string) => expect.objectContaining({ details: { code } }) as Error;
  const first = open('a', '1');
  open('a', '2');
  expect(() => open('a', '3')).toThrow(refused('RATE_LIMITED'));
  open(null, '1');
  const last = open('b', '1');
  expect(() => open('c', '1')).toThrow(refused('RATE_LIMITED'));
  expect(() => open('c', '3')).toThrow(refused('BUSY'));
  first();
  first();
  open('c', '3');
  expect(() => open('d', '3')).toThrow(refused('BUSY'));
  last();
  open('a', '1');
});
