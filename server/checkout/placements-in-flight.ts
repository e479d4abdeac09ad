import type { PlacedHolding } from './placement.ts';

/** One batch that is being decided and committed. */
export interface BatchInFlight {
  /** Orders that other batches of this process have decided; the database may not show them yet. */
  readonly elsewhere: readonly PlacedHolding[];
  /** To be called in the same turn of the event loop as the decision. Calling it again adds to it. */
  decided(placed: readonly PlacedHolding[]): void;
}

export type PlacementsInFlight = ReturnType<typeof createPlacementsInFlight>;

/**
 * What batches of this process have decided and not committed yet, so that batches that overlap cannot
 * exceed a limit together.
 */
export function createPlacementsInFlight() {
  const batches = new Set<{ placed: PlacedHolding[]; elsewhere: PlacedHolding[] }>();

  return {
    /** Runs one batch from its first read to the end of its commit. */
    async run<T>(work: (batch: BatchInFlight) => Promise<T>): Promise<T> {
      const batch = {
        placed: [] as PlacedHolding[],
        elsewhere: [...batches].flatMap(({ placed }) => placed),
      };
      batches.add(batch);
      try {
        return await work({
          elsewhere: batch.elsewhere,
          decided(placed) {
            batch.placed.push(...placed);
            for (const other of batches) if (other !== batch) other.elsewhere.push(...placed);
          },
        });
      } finally {
        batches.delete(batch);
      }
    },
  };
}
