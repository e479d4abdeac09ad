/** Long enough for connections, caches and compiled code to be as they stay. */
const WARM_UP_MS = 300;

/**
 * Runs `work` from each caller again and again, each as soon as it is answered, and counts answers
 * after a warm-up. Answers come in bursts where groups commit, so what is counted begins with the end
 * of a burst, and ends with that of the first one after the time is up.
 *
 * @returns answers per second
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
  return window.answersPerS;
}

class BurstWindow {
  isEnded = false;
  readonly #warmUntil: number;
  readonly #durationMs: number;
  #from: number | undefined;
  #to = 0;
  #answers = 0;

  constructor(warmUntil: number, durationMs: number) {
    this.#warmUntil = warmUntil;
    this.#durationMs = durationMs;
  }

  get answersPerS(): number {
    return this.#answers / ((this.#to - (this.#from ?? 0)) / 1000);
  }

  /** One more answer; those of its burst come before the event loop's next turn. */
  recordResponse(): void {
    const now = performance.now();
    if (this.isEnded || now < this.#warmUntil) return;
    if (this.#from === undefined) {
      setImmediate(() => (this.#from ??= performance.now()));
      return;
    }
    this.#answers++;
    if (now < this.#from + this.#durationMs || this.#to > 0) return;
    this.#to = now;
    setImmediate(() => {
      this.#to = performance.now();
      this.isEnded = true;
    });
  }
}

/**
 * Works off a list from so many callers at once.
 * @returns items per second
 */
export async function measureBatch<Item>(
  callers: number,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number> {
  const left = items.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      // One iterator for all, so each item is taken once.
      for (const item of left) await work(item);
    }),
  );
  return items.length / ((performance.now() - startedAt) / 1000);
}
