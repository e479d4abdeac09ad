import { expect, test } from 'vitest';
import type { PlacedHolding } from './placement.ts';
import { createPlacementsInFlight, type BatchInFlight } from './placements-in-flight.ts';

const holding = (orderId: string): PlacedHolding => ({
  orderId,
  subjects: { buyer: 'b', email: 'a@example.com', network: '203.0.113.7' },
  lines: [],
});
const idsOf = (batch: BatchInFlight) => batch.elsewhere.map(({ orderId }) => orderId);

/** A batch that runs until `end` is called. */
function start(inFlight: ReturnType<typeof createPlacementsInFlight>) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let batch!: BatchInFlight;
  const ended = inFlight.run(async (own) => {
    batch = own;
    await promise;
  });
  return {
    batch,
    end: async () => {
      resolve();
      await ended;
    },
  };
}

test('a batch sees what others have decided before and after it began, until it ends itself', async () => {
  const inFlight = createPlacementsInFlight();
  const first = start(inFlight);
  first.batch.decided([holding('a')]);
  const second = start(inFlight);
  expect(idsOf(second.batch)).toEqual(['a']);
  first.batch.decided([holding('b')]);
  second.batch.decided([holding('c')]);
  // It may have read before the first one committed.
  await first.end();
  expect(idsOf(second.batch)).toEqual(['a', 'b']);
  expect(idsOf(first.batch)).toEqual(['c']);
  await second.end();
  expect(idsOf(start(inFlight).batch)).toEqual([]);
});

test('a batch that fails is forgotten', async () => {
  const inFlight = createPlacementsInFlight();
  const failed = inFlight.run((batch) => {
    batch.decided([holding('a')]);
    return Promise.reject(new Error('the database is gone'));
  });
  await expect(failed).rejects.toThrow('the database is gone');
  expect(idsOf(start(inFlight).batch)).toEqual([]);
});
