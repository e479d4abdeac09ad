import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as ServerClock from './server-clock.ts';

const minuteMs = 60_000;
/** When the document was made, by the server's clock. */
const madeAt = Date.parse('2026-06-15T18:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();

let clock: typeof ServerClock;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'], now: 0 });
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([
    { responseStart: 0 } as unknown as PerformanceEntry,
  ]);
  vi.resetModules();
  clock = await import('./server-clock.ts');
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('the document counts from its arrival, however late it is read, and not from the device', () => {
  vi.advanceTimersByTime(2_000);
  clock.syncDocumentTime(iso(madeAt));
  expect(clock.serverNowMs()).toBe(madeAt + 2_000);
});

test('a page rendered minutes after the document leaves the clock right', () => {
  clock.syncDocumentTime(iso(madeAt));
  vi.advanceTimersByTime(5 * minuteMs);
  clock.syncServerTime(iso(madeAt + 5 * minuteMs - 40));
  clock.syncDocumentTime(iso(madeAt + 5 * minuteMs - 40));
  expect(clock.serverNowMs()).toBe(madeAt + 5 * minuteMs);
});

test('an answer that was quicker than the others sets the clock forward, never back', () => {
  clock.syncDocumentTime(iso(madeAt));
  clock.syncServerTime(iso(madeAt + 300));
  clock.syncServerTime(iso(madeAt - 5_000));
  expect(clock.serverNowMs()).toBe(madeAt + 300);
});
