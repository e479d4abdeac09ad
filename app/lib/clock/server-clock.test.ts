import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as ServerClock from './server-clock.ts';

const MINUTE_MS = 60_000;
/** Server time at which the document was rendered. */
const renderedAt = Date.parse('2026-06-15T18:00:00Z');
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

test('the clock starts at the document’s arrival and ignores the device’s clock', () => {
  vi.advanceTimersByTime(2_000);
  clock.syncDocumentTime(iso(renderedAt));
  expect(clock.serverNowMs()).toBe(renderedAt + 2_000);
});

test('a page rendered minutes after the document does not shift the clock', () => {
  clock.syncDocumentTime(iso(renderedAt));
  vi.advanceTimersByTime(5 * MINUTE_MS);
  clock.syncServerTime(iso(renderedAt + 5 * MINUTE_MS - 40));
  clock.syncDocumentTime(iso(renderedAt + 5 * MINUTE_MS - 40));
  expect(clock.serverNowMs()).toBe(renderedAt + 5 * MINUTE_MS);
});

test('a faster response moves the clock forward, a slower one never back', () => {
  clock.syncDocumentTime(iso(renderedAt));
  clock.syncServerTime(iso(renderedAt + 300));
  clock.syncServerTime(iso(renderedAt - 5_000));
  expect(clock.serverNowMs()).toBe(renderedAt + 300);
});

/** The monotonic clock stands still meanwhile, as on most systems. */
const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

test('after the device slept, the time has gone on at once', () => {
  clock.syncDocumentTime(iso(renderedAt));
  vi.advanceTimersByTime(1_000);
  sleep(10 * MINUTE_MS);
  expect(clock.serverNowMs()).toBe(renderedAt + 1_000 + 10 * MINUTE_MS);
  vi.advanceTimersByTime(1_000);
  sleep(5 * MINUTE_MS);
  expect(clock.serverNowMs()).toBe(renderedAt + 2_000 + 15 * MINUTE_MS);
});

test('where the monotonic clock runs on during sleep, sleep is not counted twice', () => {
  clock.syncDocumentTime(iso(renderedAt));
  vi.advanceTimersByTime(10 * MINUTE_MS);
  expect(clock.serverNowMs()).toBe(renderedAt + 10 * MINUTE_MS);
});

test('data and answers from before the sleep do not turn the clock back', () => {
  clock.syncDocumentTime(iso(renderedAt));
  const answer = clock.measureServerTime();
  sleep(10 * MINUTE_MS);
  clock.syncServerTime(iso(renderedAt));
  answer(iso(renderedAt));
  expect(clock.serverNowMs()).toBe(renderedAt + 10 * MINUTE_MS);
});

test('a device whose clock is set shows too little time at most until the next answer', () => {
  clock.syncDocumentTime(iso(renderedAt));
  sleep(3 * 24 * 60 * MINUTE_MS);
  expect(clock.serverNowMs()).toBeGreaterThan(renderedAt + 60 * MINUTE_MS);
  const answer = clock.measureServerTime();
  vi.advanceTimersByTime(200);
  answer(iso(renderedAt + 100));
  expect(clock.serverNowMs()).toBe(renderedAt + 100);
});

test('a device whose clock is set back goes on by the monotonic clock, and counts the sleep after that', () => {
  clock.syncDocumentTime(iso(renderedAt));
  sleep(-60 * MINUTE_MS);
  vi.advanceTimersByTime(1_000);
  expect(clock.serverNowMs()).toBe(renderedAt + 1_000);
  clock.measureServerTime()(iso(renderedAt + 1_000));
  sleep(10 * MINUTE_MS);
  expect(clock.serverNowMs()).toBe(renderedAt + 1_000 + 10 * MINUTE_MS);
});
