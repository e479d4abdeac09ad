import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets concurrent readers of one thing share its reads. A read never begins before it was asked for, so
 * that nobody misses a change; of each thing at most one read runs and one waits.
 */
export function shareReads<Key, Value>(
  read: (key: Key) => Promise<Value>,
): (key: Key) => Promise<Value> {
  const running = new Map<Key, Promise<unknown>>();
  const waiting = new Map<Key, Promise<Value>>();

  async function readNext(key: Key): Promise<Value> {
    // All that are woken by the same change ask in the same turn of the event loop.
    await (running.get(key) ?? nextTurn());
    waiting.delete(key);
    const reading = read(key);
    const settled = reading.then(
      () => {},
      () => {},
    );
    running.set(key, settled);
    void settled.then(() => {
      if (running.get(key) === settled) running.delete(key);
    });
    return await reading;
  }

  return (key) => {
    let next = waiting.get(key);
    if (!next) {
      next = readNext(key);
      waiting.set(key, next);
    }
    return next;
  };
}
