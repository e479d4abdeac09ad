/** Long enough for connections, caches and compiled code to be as they stay. */
const WARM_UP_MS = 300;

/**
 * Runs `work` from each caller again and again, each as soon as it is answered, and counts answers
 * after a warm-up. Answers come in bursts where groups commit, so time is taken from the end of one
 * burst to the end of the last one, which a window of fixed length would cut.
 *
 * @returns answers per second; 0 when a sample was too short to tell
 */
export async function measureClosedLoop<Caller>(
  callers: readonly Caller[],
  durationMs: number,
  work: (caller: Caller) => Promise<unknown>,
): Promise<number> {
  const warmUntil = performance.now() + WARM_UP_MS;
  const to = warmUntil + durationMs;
  let from: number | undefined;
  let last = 0;
  let done = 0;
  const note = () => {
    const now = performance.now();
    if (now < warmUntil || now >= to) return;
    if (from === undefined) {
      setImmediate(() => (from ??= performance.now()));
      return;
    }
    done++;
    last = now;
  };
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() < to) {
        await work(caller);
        note();
      }
    }),
  );
  return from === undefined || done === 0 ? 0 : done / ((last - from) / 1000);
}

/**
 * Works off a list from so many callers at once.
 * @returns items per second
 */
export async function measureList<Item>(
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
