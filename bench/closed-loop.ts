/** Long enough for connections, caches and compiled code to be as they stay. */
const WARM_UP_MS = 300;

/**
 * Runs `work` from each caller again and again, each as soon as it is answered, and counts what is
 * answered within the time measured, after a warm-up. What is still under way then is waited for.
 *
 * @returns answers per second
 */
export async function measureClosedLoop<Caller>(
  callers: readonly Caller[],
  durationMs: number,
  work: (caller: Caller) => Promise<unknown>,
): Promise<number> {
  const from = performance.now() + WARM_UP_MS;
  const to = from + durationMs;
  let done = 0;
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() < to) {
        await work(caller);
        const now = performance.now();
        if (now >= from && now < to) done++;
      }
    }),
  );
  return done / (durationMs / 1000);
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
