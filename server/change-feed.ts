import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { CHANGES_CHANNEL, type Changes } from './announce.ts';
import type { Log } from './log.ts';

/** Hears what all processes announce, and tells who watches in this one. */
export interface ChangeFeed {
  /**
   * Yields at once, then after changes that match; changes that come while the watcher is busy are
   * told once. After a lost connection everybody is told, since anything may have changed.
   * @param signal ends the watching
   */
  watch(matches: (changes: Changes) => boolean, signal: AbortSignal): AsyncGenerator<void>;
  /** Waits, unless the watching ends before. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;

interface Watcher {
  matches(changes: Changes): boolean;
  wake(): void;
}

/** Listens on a connection of its own, which is opened anew when it breaks. */
export function createChangeFeed(databaseUrl: string, log: Log): ChangeFeed {
  const watchers = new Set<Watcher>();
  const closing = new AbortController();
  let client: pg.Client | null = null;
  const running = listen();

  async function listen(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await listenUntilLost();
      } catch (err) {
        if (closing.signal.aborted) return;
        log.warn({ err }, 'lost the connection that hears of changes; pages poll until it is back');
      }
      await delay(RECONNECT_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  async function listenUntilLost(): Promise<void> {
    const connection = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'holdfast changes',
      keepAlive: true,
    });
    client = connection;
    const lost = new Promise<never>((_, reject) => {
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('the connection ended')));
    });
    // Its rejection is awaited below; until then it must not count as unhandled.
    lost.catch(() => {});
    connection.on('notification', ({ payload }) => tell(JSON.parse(payload ?? '{}') as Changes));
    await connection.connect();
    await connection.query(`listen ${CHANGES_CHANNEL}`);
    for (const watcher of watchers) watcher.wake();
    await lost;
  }

  function tell(changes: Changes): void {
    for (const watcher of watchers) if (watcher.matches(changes)) watcher.wake();
  }

  async function* watch(
    matches: (changes: Changes) => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<void> {
    const ended = AbortSignal.any([signal, closing.signal]);
    let changed = true;
    let wake = () => {};
    const watcher: Watcher = {
      matches,
      wake() {
        changed = true;
        wake();
      },
    };
    watchers.add(watcher);
    ended.addEventListener('abort', () => wake(), { once: true });
    try {
      while (!ended.aborted) {
        if (changed) {
          changed = false;
          yield;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (ended.aborted) resolve();
          });
        }
      }
    } finally {
      watchers.delete(watcher);
    }
  }

  return {
    watch,
    async pause(ms, signal) {
      const ended = AbortSignal.any([signal, closing.signal]);
      await delay(ms, undefined, { signal: ended }).catch(() => {});
    },
    async close() {
      closing.abort();
      await client?.end().catch(() => {});
      await running;
    },
  };
}
