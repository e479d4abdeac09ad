import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { CHANGES_CHANNEL, type Changes } from './change-notifier.ts';
import type { Log } from './log.ts';

/** Hears what all processes announce, and tells who watches in this one. */
export interface ChangeFeed {
  /**
   * Yields at once, then after changes; those that come while the watcher is busy are told once. After
   * a lost connection everybody is told, since anything may have changed.
   * @param orderId the order that is watched; null for whatever changes
   * @param signal ends the watching
   */
  watch(orderId: string | null, signal: AbortSignal): AsyncGenerator<void>;
  /** Waits, unless the watching ends before. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_DELAY_MS = 1000;
/** How often the connection, on which nothing may come for hours, is asked whether it is still there. */
const HEARTBEAT_INTERVAL_MS = 30_000;
/** How long it may take to answer. */
const HEARTBEAT_TIMEOUT_MS = 10_000;

/**
 * Listens on a connection of its own, which is opened anew when it breaks or goes silent.
 * @param limits how often it is asked and how long it may take to answer, in ms
 */
export function createChangeFeed(
  databaseUrl: string,
  log: Log,
  limits = { heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS, heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS },
): ChangeFeed {
  /** How to wake those who watch, by what they watch: thousands may, each an order of their own. */
  const watchers = new Map<string | null, Set<() => void>>();
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
      await delay(RECONNECT_DELAY_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  async function listenUntilLost(): Promise<void> {
    const socket = new Socket();
    const connection = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'holdfast changes',
      keepAlive: true,
      connectionTimeoutMillis: limits.heartbeatTimeoutMs,
      query_timeout: limits.heartbeatTimeoutMs,
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
      for (const watched of watchers.keys()) wake(watched);
      await Promise.race([lost, askWhile(connection)]);
    } finally {
      // A connection that does not answer would not end by being asked to.
      socket.destroy();
    }
  }

  /** @throws when the connection does not answer any more */
  async function askWhile(connection: pg.Client): Promise<never> {
    for (;;) {
      await delay(limits.heartbeatIntervalMs, undefined, { signal: closing.signal });
      await connection.query('select 1');
    }
  }

  function tell({ orderIds }: Changes): void {
    for (const watched of [null, ...orderIds]) wake(watched);
  }

  function wake(watched: string | null): void {
    for (const wakeOne of watchers.get(watched) ?? []) wakeOne();
  }

  /** @returns how to end it */
  function addWatcher(watched: string | null, wakeOne: () => void): () => void {
    const others = watchers.get(watched) ?? new Set();
    watchers.set(watched, others.add(wakeOne));
    return () => {
      others.delete(wakeOne);
      if (others.size === 0) watchers.delete(watched);
    };
  }

  async function* watch(orderId: string | null, signal: AbortSignal): AsyncGenerator<void> {
    const ended = AbortSignal.any([signal, closing.signal]);
    let changed = true;
    let goOn = () => {};
    const endWatching = addWatcher(orderId, () => {
      changed = true;
      goOn();
    });
    ended.addEventListener('abort', () => goOn(), { once: true });
    try {
      while (!ended.aborted) {
        if (changed) {
          changed = false;
          yield;
        } else {
          await new Promise<void>((resolve) => {
            goOn = resolve;
            if (ended.aborted) resolve();
          });
        }
      }
    } finally {
      endWatching();
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
