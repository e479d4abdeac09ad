import { Socket } from 'node:net';
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
/** How often the connection, on which nothing may come for hours, is asked whether it is still there. */
const BEAT_MS = 30_000;
/** How long it may take to answer. */
const ANSWER_MS_MAX = 10_000;

interface Watcher {
  matches(changes: Changes): boolean;
  wake(): void;
}

/**
 * Listens on a connection of its own, which is opened anew when it breaks or goes silent.
 * @param limits how often it is asked and how long it may take to answer, in ms
 */
export function createChangeFeed(
  databaseUrl: string,
  log: Log,
  limits = { beatMs: BEAT_MS, answerMsMax: ANSWER_MS_MAX },
): ChangeFeed {
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
    const socket = new Socket();
    const connection = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'holdfast changes',
      keepAlive: true,
      connectionTimeoutMillis: limits.answerMsMax,
      query_timeout: limits.answerMsMax,
      stream: () => socket,
    });
    client = connection;
    const lost = new Promise<never>((_, reject) => {
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('the connection ended')));
    });
    // Its rejection is awaited below; until then it must not count as unhandled.
    lost.catch(() => {});
    connection.on('notification', ({ payload }) => tell(JSON.parse(payload ?? '{}') as Changes));
    try {
      await connection.connect();
      await connection.query(`listen ${CHANGES_CHANNEL}`);
      for (const watcher of watchers) watcher.wake();
      await Promise.race([lost, askWhile(connection)]);
    } finally {
      // A connection that does not answer would not end by being asked to.
      socket.destroy();
    }
  }

  /** @throws when the connection does not answer any more */
  async function askWhile(connection: pg.Client): Promise<never> {
    for (;;) {
      await delay(limits.beatMs, undefined, { signal: closing.signal });
      await connection.query('select 1');
    }
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
