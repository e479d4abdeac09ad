/** For connections, caches and compiled code. */
const WARM_UP_MS = 300;

/**
 * Calls `work` in a loop from every caller and counts responses after a warm-up. Batches answer in bursts,
 * so the measured window starts at the end of one burst and ends at the end of another.
 *
 * @returns responses per second
 */
export async function measureClosedLoop<Caller>(
  callers: readonly Caller[],
  durationMs: number,
  work: (caller: Caller) => Promise<unknown>,
): Promise<number> {
  const window = new BurstWindow(performance.now() + WARM_UP_MS, durationMs);
  await Promise.all(
    callers.map(async (caller) => {
      while (!window.isEnded) {
        await work(caller);
        window.recordResponse();
      }
    }),
  );
  return window.responsesPerS;
}

class BurstWindow {
  isEnded = false;
  readonly #warmUntil: number;
  readonly #durationMs: number;
  #from: number | undefined;
  #to = 0;
  #responses = 0;

  constructor(warmUntil: number, durationMs: number) {
    this.#warmUntil = warmUntil;
    this.#durationMs = durationMs;
  }

  get responsesPerS(): number {
    return this.#responses / ((this.#to - (this.#from ?? 0)) / 1000);
  }

  /** All responses of a burst arrive before the next turn of the event loop. */
  recordResponse(): void {
    const now = performance.now();
    if (this.isEnded || now < this.#warmUntil) return;
    if (this.#from === undefined) {
      setImmediate(() => (this.#from ??= performance.now()));
      return;
    }
    this.#responses++;
    if (now < this.#from + this.#durationMs || this.#to > 0) return;
    this.#to = now;
    setImmediate(() => {
      this.#to = performance.now();
      this.isEnded = true;
    });
  }
}

/**
 * Processes a list with the given number of concurrent callers.
 * @returns items per second
 */
export async function measureBatch<Item>(
  callers: number,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number> {
  const queue = items.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      // The iterator is shared, so each item is taken once.
      for (const item of queue) await work(item);
    }),
  );
  return items.length / ((performance.now() - startedAt) / 1000);
}
