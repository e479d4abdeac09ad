import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createLogRateLimit } from './log-rate.ts';

function openLog() {
  const lines: Record<string, unknown>[] = [];
  let nowMs = 0;
  const log = pino(
    { hooks: { logMethod: createLogRateLimit(() => nowMs) }, level: 'debug' },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { log, lines, advance: (ms: number) => (nowMs += ms) };
}

test('a warning is logged 30 times a minute, then how many lines were left out', () => {
  const { log, lines, advance } = openLog();
  for (let n = 0; n < 1000; n++) log.warn({ n }, 'invalid webhook signature');
  expect(lines).toHaveLength(30);
  advance(60_000);
  log.warn({ n: 1000 }, 'invalid webhook signature');
  expect(lines.slice(30)).toMatchObject([
    { msg: 'lines left out in a minute', leftOut: 970, message: 'invalid webhook signature' },
    { msg: 'invalid webhook signature', n: 1000 },
  ]);
});

test('other messages, other levels and information are not affected', () => {
  const { log, lines } = openLog();
  for (let n = 0; n < 40; n++) log.warn('one');
  log.warn('another');
  log.error('one');
  for (let n = 0; n < 40; n++) log.info('information');
  expect(lines).toHaveLength(30 + 1 + 1 + 40);
});
