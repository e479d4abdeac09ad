import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, Settings } from './rules/context.ts';
import { createFaultSwitches } from './rules/fault-switches.ts';
import type { FaultSwitches } from './rules/fault-switches.ts';
import { runDueTimers } from './rules/run-due-timers.ts';
import { createSandboxServer } from './server.ts';
import { openDatabase } from './storage/database.ts';
import { findNextTimerTime } from './storage/timer-store.ts';
import { createWebhookDeliverer } from './webhooks/webhook-deliverer.ts';

export interface SandboxOptions extends Settings {
  /** Directory of the storage; created if missing. */
  dataDir: string;
  /** 0: any free port. */
  port: number;
  /** Milliseconds since the epoch; the real clock by default. */
  now?: () => number;
}

export interface Sandbox {
  url: string;
  faults: FaultSwitches;
  /** Runs due timers and deliveries, for tests that advance `now`. */
  runDue(): void;
  /** Finishes requests in flight and closes the port. Pending deliveries and timers are kept. */
  close(): Promise<void>;
}

const drainMsMax = 3000;
/** setTimeout takes no more than 24 days. */
const sleepMsMax = 24 * 3600 * 1000;

/** Starts a sandbox on 127.0.0.1. @throws if the port is in use or the directory is not writable */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const db = openDatabase(join(options.dataDir, 'sandbox.sqlite'));
  const stopping = new AbortController();
  let url = '';
  let woken = false;
  let timer: NodeJS.Timeout | undefined;

  const context: Context = {
    db,
    settings: options,
    faults: createFaultSwitches(),
    cause: null,
    now: options.now ?? Date.now,
    publicUrl: () => url,
    wake() {
      // One check for many changes; transactions are synchronous, so setImmediate runs after them.
      if (woken || stopping.signal.aborted) return;
      woken = true;
      setImmediate(runDue);
    },
  };
  const deliverer = createWebhookDeliverer(context);

  function runDue(): void {
    woken = false;
    if (stopping.signal.aborted) return;
    clearTimeout(timer);
    if (runDueTimers(context)) context.wake();
    const times = [deliverer.pump(), findNextTimerTime(db)].filter((time) => time !== null);
    if (times.length === 0) return;
    const sleep = Math.min(Math.max(Math.min(...times) - context.now(), 0), sleepMsMax);
    timer = setTimeout(runDue, sleep);
  }

  const wait = async (ms: number): Promise<void> => {
    // Delays end when the sandbox stops.
    await delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  };
  const server = createSandboxServer({ context, deliverer, stop: stopping.signal }, wait);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port, '127.0.0.1', listening);
  }).catch((error: unknown) => {
    db.close();
    throw error;
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  runDue();

  async function drain(): Promise<void> {
    stopping.abort();
    clearTimeout(timer);
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const closeTimer = setTimeout(() => server.closeAllConnections(), drainMsMax);
    await Promise.all([closed, deliverer.stop()]);
    clearTimeout(closeTimer);
    db.close();
  }

  let drained: Promise<void> | undefined;
  return { url, faults: context.faults, runDue, close: () => (drained ??= drain()) };
}
