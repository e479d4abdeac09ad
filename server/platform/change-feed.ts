import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { CHANGES_CHANNEL, type Changes } from './change-notifier.ts';
import type { Log } from './log.ts';

/** Receives the change notifications of all processes and wakes this process's watchers. */
export interface ChangeFeed {
  /**
   * Yields at once, then after changes; several changes while the watcher is busy yield once. Also yields
   * after a reconnect, since notifications may have been lost.
   * @param orderId the order to watch; null for all changes
   * @param signal ends the generator
   */
  watch(orderId: string | null, signal: AbortSignal): AsyncGenerator<void>;
  /** Resolves after `ms`, or at once when the signal aborts or the feed closes. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const RECONNECT_DELAY_MS = 1000;
/** The connection may be idle for hours, so that a silent loss is only found by asking. */
const HEARTBEAT_INTERVAL_MS = 30_000;
const HEARTBEAT_TIMEOUT_MS = 10_000;

/**
 * Listens on a connection of its own, and reconnects when it breaks or stops answering.
 */
export function createChangeFeed(
  databaseUrl: string,
  log: Log,
  limits = { heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS, heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS },
): ChangeFeed {
  /** Wake functions by watched order; thousands of watchers may each have an order of their own. */
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
        log.warn({ err }, 'change feed connection lost; pages poll until it reconnects');
      }
      await delay(RECONNECT_DELAY_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  async function listenUntilLost(): Promise<void> {
    const socket = new Socket();
    const connection = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'holdfast change feed',
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
    // Awaited below; until then its rejection must not count as unhandled.
    lost.catch(() => {});
    connection.on('notification', ({ payload = '' }) => {
      const orderIds = parseOrderIds(payload);
      for (const watched of orderIds ? [null, ...orderIds] : watchers.keys()) wake(watched);
    });
    try {
      await connection.connect();
      await connection.query(`listen ${CHANGES_CHANNEL}`);
      for (const watched of watchers.keys()) wake(watched);
      await Promise.race([lost, checkHeartbeats(connection)]);
    } finally {
      // connection.end() would wait for an answer that a dead connection never gives.
      socket.destroy();
    }
  }

  /** @throws once the connection stops answering */
  async function checkHeartbeats(connection: pg.Client): Promise<never> {
    for (;;) {
      await delay(limits.heartbeatIntervalMs, undefined, { signal: closing.signal });
      await connection.query('select 1');
    }
  }

  function wake(watched: string | null): void {
    for (const wakeOne of watchers.get(watched) ?? []) wakeOne();
  }

  /** @returns removes the watcher */
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
    let resume = () => {};
    const removeWatcher = addWatcher(orderId, () => {
      changed = true;
      resume();
    });
    ended.addEventListener('abort', () => resume(), { once: true });
    try {
      while (!ended.aborted) {
        if (changed) {
          changed = false;
          yield;
        } else {
          await new Promise<void>((resolve) => {
            resume = resolve;
            if (ended.aborted) resolve();
          });
        }
      }
    } finally {
      removeWatcher();
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

/** @returns null for a notification that is not ours, for example typed in a console: anything may have changed */
function parseOrderIds(payload: string): string[] | null {
  try {
    const { orderIds } = JSON.parse(payload) as Partial<Changes>;
    return Array.isArray(orderIds) ? orderIds : null;
  } catch {
    return null;
  }
}
